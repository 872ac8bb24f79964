/** Where releases and evidence lie, and which resources the checkout lets write there. */
export interface ArtifactPolicy {
  /** Buckets of the environments, the environment's own first. */
  readonly buckets: readonly string[]
  /** Logical ids as in a plan, nested ones behind their stack and a slash. */
  readonly writers: readonly string[]
}
