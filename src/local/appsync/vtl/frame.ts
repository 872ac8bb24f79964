import type { Node } from './nodes.ts'

/** What a running template remembers. */
export interface Frame {
  readonly variables: Map<string, unknown>
  readonly macros: Map<string, { readonly parameters: readonly string[]; readonly body: readonly Node[] }>
  /** Set when the rest of a block, or of the template, is left out. */
  signal:
    | { readonly kind: 'break' }
    | { readonly kind: 'stop' }
    | { readonly kind: 'return'; readonly value: unknown }
    | undefined
}
