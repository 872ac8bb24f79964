import type { GatePorts } from './gate-run.ts'

/** The pause after the first try grows from here, so that what is quick costs little … */
const firstPause = 25
/** … up to the interval of 13.5. */
const longestPause = 1000

/**
 * Asks until there is an answer or the time is over. At least one try is made, and the last one at the limit.
 * @param attempt gets the number of the try, from 1; undefined means not yet
 * @returns undefined when the time is over. @throws the signal's reason when it is aborted meanwhile
 */
export async function poll<T>(
  { clock, signal }: Pick<GatePorts, 'clock' | 'signal'>,
  timeoutSeconds: number,
  attempt: (number: number) => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = clock.elapsed() + timeoutSeconds * 1000
  for (let number = 1, pause = firstPause; ; number++, pause = Math.min(pause * 1.6, longestPause)) {
    signal.throwIfAborted()
    const answer = await attempt(number)
    if (answer !== undefined) return answer
    const left = end - clock.elapsed()
    if (left <= 0) return undefined
    await clock.sleep(Math.min(pause, left), signal)
  }
}
