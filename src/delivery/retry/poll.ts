import type { Context } from '../../core/run/context.ts'

/** The shortest pause between two tries, in milliseconds … */
const shortestPause = 40
/** … and the longest, the interval of 13.5. */
const longestPause = 1000

/**
 * Asks until there is an answer or the time is over. At least one try is made, and the last one at the limit. The pause is a
 * tenth of the time waited so far: little is lost when it comes early, and little is asked when it comes late.
 * @param attempt gets the number of the try, from 1; undefined means not yet
 * @returns undefined when the time is over. @throws the signal's reason when it is aborted meanwhile
 */
export async function poll<T>(
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
  timeoutSeconds: number,
  attempt: (number: number) => Promise<T | undefined>,
): Promise<T | undefined> {
  const start = clock.elapsed()
  for (let number = 1; ; number++) {
    signal.throwIfAborted()
    const answer = await attempt(number)
    if (answer !== undefined) return answer
    const waited = clock.elapsed() - start
    const left = timeoutSeconds * 1000 - waited
    if (left <= 0) return undefined
    const pause = Math.min(Math.max(waited / 10, shortestPause), longestPause)
    await clock.sleep(Math.min(pause, left), signal)
  }
}
