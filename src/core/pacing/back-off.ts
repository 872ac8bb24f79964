/** How the pauses between tries grow. Times are in milliseconds. */
export interface BackOff {
  /** Pause after the first try. */
  readonly first: number
  /** Longest pause. */
  readonly longest: number
  /** How many times as long each pause is as the one before; 2 when not given, 1 for equal pauses. */
  readonly growth?: number
  /** Which part of each pause is left to chance, from 0 (none, when not given) to 1 (all), so that many do not try at the same time. */
  readonly jitter?: number
}

/**
 * Milliseconds to wait after a try.
 * @param tries how many there have been, from 1
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
