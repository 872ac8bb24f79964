/** Addresses of the local AWS for the toolkit itself; AWS does not have them. */
export const ownPaths = {
  /** `GET`: whether it runs. */
  health: '/_liftlock/health',
  /** `PUT`: the origins whose web pages may call. */
  origins: '/_liftlock/origins',
  /**
   * Addresses of the executor of pipelines, which the gateway hands on. `GET …/health`: whether it runs. `POST …/reset`:
   * forget all pipelines. `POST …/clock {minutes}`: move its clock ahead. `PUT …/read-lag {on}`: whether reads are late.
   */
  pipelines: '/_liftlock/codepipeline',
} as const
