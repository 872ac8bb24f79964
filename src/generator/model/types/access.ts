import type { Element, Source } from './element.ts'

/** A regular expression by name (model format 5). `expanded` has no references left. */
export interface Pattern extends Element {
  readonly regex: string
  readonly expanded: string
}

/** An expression that computes a role (model format 6.1). */
export interface RoleExpression extends Element {
  readonly parameters: readonly string[]
  readonly body: Source
}

/** An expression that computes a key (model format 6.2). `body` is a Python expression over the parameters. */
export interface KeyExpression extends Element {
  readonly parameters: readonly string[]
  readonly body: Source
}

/**
 * Who may call (model format 7.1, 11.2, 11.6). `argument` names the input or argument that must equal the caller's
 * name.
 */
export type Access =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'role'; readonly role: RoleTerm }
  | { readonly kind: 'user'; readonly argument: string }
  | { readonly kind: 'nobody' }

/** A role by name, or computed from request values by a role expression (model format 6.1). */
export type RoleTerm =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly expression: RoleExpression; readonly arguments: readonly RoleArgument[] }

export type RoleArgument =
  | { readonly kind: 'text'; readonly text: string }
  /** Input, query argument, `entity.<field>` or `#foreign-key#` as written. */
  | { readonly kind: 'value'; readonly name: string }
