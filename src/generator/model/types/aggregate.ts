import type { FilePosition } from '../../../core/run/report.ts'
import type { DomainEvent } from './domain-event.ts'
import type { Element, Source } from './element.ts'
import type { Collection, Field } from './field.ts'
import type { Flow } from './flow.ts'

/** An aggregate: its document, events and flows (model format 8). */
export interface Aggregate extends Element {
  readonly subDomain: string
  /** Field that holds the business key. */
  readonly businessKey?: string
  /** Seconds; undefined keeps events for ever. */
  readonly eventTtlSeconds?: number
  readonly snapshotInterval: number
  readonly backupIntervalDays: number
  readonly backupTtlDays: number
  readonly fields: readonly Field[]
  readonly entities: readonly Entity[]
  readonly events: readonly DomainEvent[]
  readonly handlers: readonly EventHandler[]
  readonly flows: readonly Flow[]
}

/** A collection inside the document (model format 8.2). */
export interface Entity extends Collection {
  readonly businessKey?: string
}

/** How an event changes the document (model format 8.4). */
export interface EventHandler {
  readonly place: FilePosition
  readonly event: DomainEvent
  readonly change:
    | { readonly kind: 'code'; readonly code: Source }
    | {
        readonly kind: 'mappings'
        readonly mappings: readonly HandlerMapping[]
        readonly nested: readonly NestedMapping[]
      }
}

export type Operand = 'set' | 'add' | 'subtract'

export interface HandlerMapping {
  readonly place: FilePosition
  readonly target: Field
  readonly value: Field
  readonly operand: Operand
  /** Python over `event`. */
  readonly condition?: Source
}

export interface NestedMapping {
  readonly place: FilePosition
  readonly target: Entity
  readonly source: Collection
  /** Field of the source's items that is the key. */
  readonly key: string
  readonly strategy: 'extend' | 'replace'
  readonly mappings: readonly HandlerMapping[]
}
