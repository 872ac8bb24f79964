import type { Element, Value } from './element.ts'
import type { Field } from './field.ts'

/** A domain event (model format 8.3). */
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
