import type { Clock } from '../ports/clock.ts'
import { type BackOff, pauseAfter } from './back-off.ts'

/** A clock for the wait, and a signal that ends it early. */
export interface Waiting {
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>
  readonly signal?: AbortSignal | undefined
}

/** How often to try, and for how many milliseconds in total. */
export interface Polling extends BackOff {
  readonly limit: number
}

/**
 * Tries until there is an answer, or the time is over. It tries at least once, and for the last time at the limit.
 * @param attempt receives the number of the attempt, from 1, and returns undefined for "not yet"
 * @returns undefined when the time is over
 * @throws the signal's reason when it is aborted
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
