/**
 * What a worker leaves for the next job of an action: the worker that is going to take it, or nobody. The inputs of a
 * stage never come from it. So a forged token can delay a job by `reserved` at most.
 */
export interface WorkerToken {
  /** The worker that renews its job; undefined for a job that is handed back to whoever comes. */
  readonly worker: string | undefined
  readonly count: number
}

/** Milliseconds that a renewed job is left to its worker. */
export const reserved = 60_000

/** At most 80 characters. @param token `worker` has letters, digits and hyphens only */
export function renderToken({ worker, count }: WorkerToken): string {
  return `liftlock.1.${worker ?? ''}.${count}`
}

/** Undefined for a token of another program, which says nothing to us. */
export function parseToken(text: string): WorkerToken | undefined {
  const [, worker, count] = /^liftlock\.1\.([A-Za-z0-9-]{0,50})\.(\d{1,9})$/.exec(text) ?? []
  return count === undefined ? undefined : { worker: worker || undefined, count: Number(count) }
}
