/** Time for stages, so that tests need not wait. */
export interface Clock {
  now(): Date
  /** Milliseconds that never run backwards, for durations. */
  elapsed(): number
  /**
   * @param background marks a pause that blocks nothing, such as that of a renewal; a clock of tests does not advance
   * for it
   * @throws the signal's reason when it is aborted
   */
  sleep(milliseconds: number, signal?: AbortSignal, background?: 'background'): Promise<void>
}
