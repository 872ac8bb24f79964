import type { Node } from './nodes.ts'

/** What one template may do; AppSync ends a template that takes too long, and here it would hold everything else up. */
export const renderingLimits = {
  /** Parts that are rendered, each as often as it is. */
  steps: 1_000_000,
  /** UTF-16 units of one text; AppSync quotas: 5 MB of an evaluated template. */
  characters: 5 * 1024 * 1024,
  /** Items of a range such as `[1..9]`. */
  rangeItems: 100_000,
  /** Macros that call macros. */
  calls: 100,
} as const

/** What a running template remembers. */
export interface Frame {
  readonly variables: Map<string, unknown>
  readonly macros: Map<string, { readonly parameters: readonly string[]; readonly body: readonly Node[] }>
  /** Renders the nodes inside a text of an expression: expressions know nothing of nodes by themselves. */
  readonly renderNodes: (nodes: readonly Node[], frame: Frame) => string
  /** How much of `renderingLimits` is used up. */
  steps: number
  calls: number
  /** Set when the rest of a block, or of the template, is left out. */
  signal:
    | { readonly kind: 'break' }
    | { readonly kind: 'stop' }
    | { readonly kind: 'return'; readonly value: unknown }
    | undefined
}
