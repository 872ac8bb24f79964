/** The identity of a run, in records that it writes, such as a lease or an approval. */
export interface RunIdentity {
  /** `github`, `codepipeline` or `terminal`. */
  readonly host: string
  /**
   * Unique among all runs of its host: `owner/repository#run.attempt`, `pipeline#execution/stage/action`, or
   * `machine:process`.
   */
  readonly id: string
  /** The user who started it, as the host names them. */
  readonly actor?: string
  /** The page of the run. */
  readonly url?: string
}

/** A run as part of a sentence: `github run acme/parking#17.1 of ann`. */
export function runText({ host, id, actor }: RunIdentity): string {
  return `${host} run ${id}${actor === undefined ? '' : ` of ${actor}`}`
}
