import type { Access } from './access.ts'
import type { Element } from './element.ts'
import type { ScalarType } from './field.ts'

/** A command: a mutation of the API and its event (model format 7). */
export interface Command extends Element {
  /** Dotted GraphQL namespace, split. */
  readonly namespace: readonly string[]
  readonly method: string
  readonly access: Access
  readonly fields: readonly CommandField[]
  readonly collections: readonly (Element & { readonly fields: readonly CommandField[] })[]
}

export interface CommandField extends Element {
  readonly type: ScalarType
  /** Present makes the input optional; already of the field's type. */
  readonly default?: string | number | boolean
  /** Expanded regular expression. */
  readonly pattern?: string
  readonly autoFill?: 'username' | 'uuid'
}
