import type { FilePosition } from '../../../core/run/report.ts'
import type { DomainEvent } from './domain-event.ts'
import type { Element, Json, Source } from './element.ts'
import type { Code, Text, Trigger } from './trigger.ts'

/** A behavior flow of an aggregate (model format 9). */
export interface Flow extends Element {
  readonly existence: 'create' | 'normal' | 'reactivate'
  readonly triggers: readonly Trigger[]
  readonly processors: readonly Processor[]
  readonly testCases: readonly TestCase[]
}

/** A processor of a flow (model format 9.3). */
export type Processor =
  | { readonly kind: 'set-variable'; readonly place: FilePosition; readonly name: string; readonly expression: Source }
  | {
      readonly kind: 'validator'
      readonly place: FilePosition
      readonly condition: Source
      readonly exception: string
      /** Position of the text, for the expressions in it. */
      readonly exceptionSource?: Source
    }
  | { readonly kind: 'code'; readonly place: FilePosition; readonly code: Code }
  | {
      readonly kind: 'emit-event'
      readonly place: FilePosition
      readonly event: DomainEvent
      readonly mappings: readonly { readonly target: string; readonly value: Text; readonly place: FilePosition }[]
    }
  | { readonly kind: 'update-key'; readonly place: FilePosition; readonly key: Text }

/** A unit test of a flow (model format 9.5). */
export interface TestCase extends Element {
  readonly trigger: Trigger
  readonly expects: 'success' | 'error'
  readonly user: string
  readonly inputs: Readonly<Record<string, Json>>
  /** Undefined if the instance does not exist. */
  readonly state?: Json
  readonly expectedEvents: readonly {
    readonly event: DomainEvent
    readonly fields: Readonly<Record<string, Json>>
    readonly place: FilePosition
  }[]
  readonly expectedState?: Json
  readonly expectedKey?: string
}
