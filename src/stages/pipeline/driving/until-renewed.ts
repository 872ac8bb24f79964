import type { Context } from '../../../core/run/context.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/** Milliseconds in which new credentials arrive, and between two looks for them. */
const grace = 60_000
const pause = 5000

/**
 * Repeats a call whose credentials have expired, for a minute, if a call before it was answered: the chain of
 * credentials may renew them. Credentials that never worked are an error at once.
 */
export function untilRenewed({
  clock,
  signal,
}: Pick<Context, 'clock' | 'signal'>): <T>(call: () => Promise<T>) => Promise<T> {
  let answered = false
  return async (call) => {
    const begin = clock.elapsed()
    for (;;) {
      try {
        const answer = await call()
        answered = true
        return answer
      } catch (error) {
        const expired = error instanceof StageError && error.reason === 'credentials-expired'
        if (!expired || !answered || clock.elapsed() - begin + pause > grace) throw error
        await clock.sleep(pause, signal)
      }
    }
  }
}
