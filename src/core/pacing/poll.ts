import type { Clock } from '../ports/clock.ts'
import { type BackOff, pauseAfter } from './back-off.ts'

/** What waiting needs: a clock, and what ends the wait early. */
export interface Waiting {
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>
  readonly signal?: AbortSignal | undefined
}

/** How often is tried, and for how many milliseconds in all. */
export interface Polling extends BackOff {
  readonly limit: number
}

/**
 * Tries until there is an answer or the time is over. At least one try is made, and the last one at the limit.
 * @param attempt gets the number of the try, from 1; undefined means not yet
 * @returns undefined when the time is over. @throws the signal's reason when it is aborted meanwhile
 */
export async function poll<T>(
  { clock, signal }: Waiting,
  { limit, ...backOff }: Polling,
  attempt: (number: number) => Promise<T | undefined>,
): Promise<T | undefined> {
  const start = clock.elapsed()
  for (let number = 1; ; number++) {
    signal?.throwIfAborted()
    const answer = await attempt(number)
    if (answer !== undefined) return answer
    const left = limit - (clock.elapsed() - start)
    if (left <= 0) return undefined
    await clock.sleep(Math.min(pauseAfter(number, backOff), left), signal)
  }
}
