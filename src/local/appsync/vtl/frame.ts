import type { Node } from './nodes.ts'

/** Limits of one template. AppSync ends a template that takes too long; here it would block every other request. */
export const renderingLimits = {
  /** Nodes that are rendered; a node in a loop counts each time. */
  steps: 1_000_000,
  /** UTF-16 units of one string; AppSync quotas: 5 MB for an evaluated template. */
  characters: 5 * 1024 * 1024,
  /** Items of a range such as `[1..9]`. */
  rangeItems: 100_000,
  /** Depth of macros that call macros. */
  calls: 100,
} as const

/** The state of a template that is being rendered. */
export interface Frame {
  readonly variables: Map<string, unknown>
  readonly macros: Map<string, { readonly parameters: readonly string[]; readonly body: readonly Node[] }>
  /**
   * Renders the nodes inside a string of an expression. Passed in, so that expressions need not import the renderer.
   */
  readonly renderNodes: (nodes: readonly Node[], frame: Frame) => string
  /** How much of `renderingLimits` is used. */
  steps: number
  calls: number
  /** Set by `#break`, `#stop` and `#return`: the rest of the block, or of the template, is skipped. */
  signal:
    | { readonly kind: 'break' }
    | { readonly kind: 'stop' }
    | { readonly kind: 'return'; readonly value: unknown }
    | undefined
}
