import { poll } from '../../../core/pacing/poll.ts'
import type { Context } from '../../../core/run/context.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { isTransient, refusalCode } from '../../../delivery/retry/transient.ts'
import { unlessBusy } from './unless-busy.ts'

/** Milliseconds until reads show what a lost call began. */
const visible = 20_000
/** Milliseconds in which a service that fails is asked again, and in which new credentials arrive. */
const patience = 330_000
const grace = 60_000
const pause = 5000

/**
 * Makes a call that must take effect once. Before a call whose answer was lost is repeated, reads tell whether it
 * arrived; and so they do when the service refuses the repeat.
 * @param call makes the call
 * @param arrived what the call began, by reads; undefined while they do not show it
 * @throws StageError of the call
 */
export async function actOnce<T>(
  call: () => Promise<T>,
  arrived: () => Promise<T | undefined>,
  context: Pick<Context, 'clock' | 'signal'>,
): Promise<T> {
  const { clock, signal } = context
  const begin = clock.elapsed()
  for (let lost = false; ; ) {
    try {
      return await unlessBusy(context, call)
    } catch (error) {
      const since = clock.elapsed() - begin
      const isExpired = error instanceof StageError && error.reason === 'credentials-expired' && since < grace
      const isPassing = isTransient(error) || isExpired
      lost ||= isTransient(error) && error.reason !== 'throttled'
      if (!isPassing && !(lost && refusalCode(error) !== undefined)) throw error
      const begun = lost
        ? await poll({ clock, signal }, { first: 2000, longest: 6000, limit: visible }, arrived)
        : undefined
      if (begun !== undefined) return begun
      if (!isPassing || since > patience) throw error
      if (!lost) await clock.sleep(pause, signal)
    }
  }
}
