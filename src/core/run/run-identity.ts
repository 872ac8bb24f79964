/** The identity of a run, for readers of what it wrote: the holder of a lease, an approval. */
export interface RunIdentity {
  /** `github` or `terminal`. */
  readonly host: string
  /** Tells it from all other runs of its host: `owner/repository#run.attempt`, or `machine:process`. */
  readonly id: string
  /** Who started it, as the host calls them. */
  readonly actor?: string
  /** Page where it can be looked at. */
  readonly url?: string
}

/** A run as a sentence names it: `github run acme/parking#17.1 of ann`. */
export function runText({ host, id, actor }: RunIdentity): string {
  return `${host} run ${id}${actor === undefined ? '' : ` of ${actor}`}`
}
