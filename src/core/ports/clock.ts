/** Time as stages see it, so that tests need not wait. */
export interface Clock {
  now(): Date
  /** Milliseconds that never go backward, for durations. */
  elapsed(): number
  /** @throws the signal's reason when it is aborted meanwhile */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}
