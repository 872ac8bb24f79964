/** Time as stages see it, so that tests need not wait. */
export interface Clock {
  now(): Date
  /** Milliseconds that never go backward, for durations. */
  elapsed(): number
  /**
   * @param background marks a pause that nothing waits for, such as that of a renewal; a clock of tests does not move for it
   * @throws the signal's reason when it is aborted meanwhile
   */
  sleep(milliseconds: number, signal?: AbortSignal, background?: 'background'): Promise<void>
}
