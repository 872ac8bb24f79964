import type { FilePosition } from '../../../core/run/report.ts'
import type { Command } from './command.ts'
import type { DomainEvent } from './domain-event.ts'
import type { Source } from './element.ts'

/** What a trigger subscribes to. */
export type TriggerSource =
  | { readonly kind: 'command'; readonly command: Command }
  | {
      readonly kind: 'event'
      readonly event: DomainEvent
      readonly aggregate?: { readonly subDomain: string; readonly name: string }
    }
  | { readonly kind: 'after-deployment' }
  /** EventBridge schedule expression, such as `rate(1 minute)`. */
  | { readonly kind: 'schedule'; readonly expression: string }

/**
 * A value that is either a member of the event (or row, snapshot, item) or Python (model format 3.5, family A).
 * Python text has its `#` marks and `global` calls resolved: a call of key expression `f` reads `expressions.f(…)`
 * with event members as `event.<name>`.
 */
export type Term =
  | { readonly kind: 'member'; readonly name: string; readonly place: FilePosition }
  | { readonly kind: 'python'; readonly source: Source }

/** Literal text, or Python with its marks resolved (model format 3.5, families B and C). */
export type Text =
  | { readonly kind: 'literal'; readonly text: string; readonly place: FilePosition }
  | { readonly kind: 'python'; readonly source: Source }

/** The trigger of a flow or a notifier (model format 9.2, 10.1). */
export interface Trigger {
  readonly place: FilePosition
  readonly source: TriggerSource
  /** Flows only. */
  readonly key?: Term
  readonly mappings: readonly { readonly target: string; readonly value: Term; readonly place: FilePosition }[]
  /** The mappings of this trigger whose values form the functional idempotency key; empty without one. */
  readonly idempotencyTargets: readonly string[]
  readonly idempotencyTtlSeconds: number
}

/** Inline Python, or a function of a module in `lib/`. */
export type Code =
  | { readonly kind: 'inline'; readonly source: Source }
  /** `module` is the file name without `.py`. */
  | { readonly kind: 'function'; readonly module: string; readonly handler: string; readonly place: FilePosition }
