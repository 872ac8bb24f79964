/** The buckets that hold releases and evidence, and the resources that liftlock.yml allows to write there. */
export interface ArtifactPolicy {
  /** Buckets of the environments; the environment's own bucket comes first. */
  readonly buckets: readonly string[]
  /** Logical ids as a plan writes them: a nested resource follows its stack and a slash. */
  readonly writers: readonly string[]
}
