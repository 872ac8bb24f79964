/** How the pauses between attempts grow. Times are in milliseconds. */
export interface BackOff {
  /** Pause after the first attempt. */
  readonly first: number
  /** Longest pause. */
  readonly longest: number
  /** Factor from one pause to the next. Default: 2; 1 keeps pauses equal. */
  readonly growth?: number
  /**
   * The random part of each pause, from 0 (none, the default) to 1 (all). It keeps many clients from trying at the same
   * time.
   */
  readonly jitter?: number
}

/**
 * Milliseconds to wait after an attempt.
 * @param tries number of attempts so far, from 1
 * @param random gives numbers from 0 (inclusive) to 1 (exclusive)
 */
export function pauseAfter(
  tries: number,
  { first, longest, growth = 2, jitter = 0 }: BackOff,
  random: () => number = Math.random,
): number {
  const pause = Math.min(longest, first * growth ** (tries - 1))
  return jitter === 0 ? pause : pause * (1 - jitter * random())
}
