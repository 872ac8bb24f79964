import type { FilePosition } from '../../../core/run/report.ts'
import type { Element, Source, Value } from './element.ts'
import type { Collection, Field } from './field.ts'
import type { Flow } from './flow.ts'

/** 8.3 */
export interface DomainEvent extends Element {
  /** `<SubDomain>.<Aggregate>`; `appsync` for built-in events. */
  readonly source: string
  readonly fields: readonly EventField[]
  readonly collections: readonly (Element & { readonly fields: readonly EventField[] })[]
}

export interface EventField extends Field {
  /** Of the field's type; the zero value of the type when the model has none. */
  readonly default: Value
}

/** 8. */
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

/** 8.2 */
export interface Entity extends Collection {
  readonly businessKey?: string
}

/** 8.4 */
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
