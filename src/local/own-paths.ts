/** Addresses of the local AWS for the toolkit itself; AWS does not have them. */
export const ownPaths = {
  /** `GET`: whether it runs. */
  health: '/_liftlock/health',
  /** `PUT`: the origins whose web pages may call. */
  origins: '/_liftlock/origins',
  /**
   * The same of the executor of pipelines: the gateway hands on what stands behind. `GET …/health`: whether it runs.
   * `POST …/reset`: forget all pipelines.
   */
  pipelines: '/_liftlock/codepipeline',
} as const
