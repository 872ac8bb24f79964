import { pauseAfter } from '../../../core/pacing/back-off.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/** Failures that show nothing about the job; new credentials may arrive. */
const passing: readonly string[] = [
  'throttled',
  'endpoint-unreachable',
  'service-unavailable',
  'credentials-expired',
  'credentials-invalid',
  'credentials-missing',
]

/** Whether a call may succeed later, although nothing is changed here. */
export function isPassing(error: unknown): error is StageError {
  return error instanceof StageError && passing.includes(error.reason)
}

/** How long to try. */
export interface Patience {
  readonly clock: Clock
  /** Milliseconds of `clock.elapsed()` at which to give up; it may come nearer meanwhile. */
  readonly deadline: () => number
  /** Hears of the first failure. */
  readonly onFailure: (error: StageError) => void
}

/**
 * Repeats a call about a job while the service is busy, cannot be reached, or takes the credentials for expired. Each
 * call says the same, so that the service may get it twice.
 * @throws the last failure when the time is over, or the first of another kind
 */
export async function tellPatiently<T>({ clock, deadline, onFailure }: Patience, call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call()
    } catch (error) {
      if (!isPassing(error)) throw error
      const pause = pauseAfter(tries, { first: 500, longest: 15_000 })
      if (clock.elapsed() + pause > deadline()) throw error
      if (tries === 1) onFailure(error)
      await clock.sleep(pause)
    }
  }
}
