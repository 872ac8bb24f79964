import { type BackOff, pauseAfter } from '../../core/pacing/back-off.ts'
import type { Context } from '../../core/run/context.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { CallBudget } from './call-budget.ts'

/** Failures that show nothing about the operation: a repeated call may succeed. */
export function isTransient(error: unknown): error is StageError {
  return error instanceof StageError && transient.has(error.reason)
}

const transient = new Set<string>(['throttled', 'endpoint-unreachable', 'service-unavailable'])

/** The code of a definite refusal, such as `ValidationError`; undefined for any other error. */
export function refusalCode(error: unknown): string | undefined {
  if (!(error instanceof StageError) || error.reason !== 'service-refused') return undefined
  return error.cause instanceof Error ? error.cause.name : undefined
}

/** The text of the service's refusal. */
export function refusalText(error: unknown): string {
  return error instanceof StageError && error.cause instanceof Error ? error.cause.message : ''
}

/** Repeats a call until its answer is not transient. */
export type Patient = <T>(call: () => Promise<T>) => Promise<T>

/** How long to try a service that has never answered; its address is probably wrong. */
const firstContactMilliseconds = 8000

/** Pauses between calls whose failures are transient. */
export const transientBackOff: BackOff = { first: 300, longest: 2000 }

/**
 * Repeats a call while its failures are transient, with growing pauses of at most two seconds. The call must be safe to
 * repeat.
 * @param limitSeconds after this time the last failure is thrown; waiting for our turn among many deployments does not
 * count
 */
export function patient(
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
  budget: CallBudget,
  limitSeconds: number,
): Patient {
  let answered = false
  return async (call) => {
    const start = clock.elapsed()
    let queued = 0
    for (let tries = 1; ; tries += 1) {
      try {
        const asked = clock.elapsed()
        await budget.take(signal)
        queued += clock.elapsed() - asked
        const answer = await call()
        budget.answered()
        answered = true
        return answer
      } catch (error) {
        if (!isTransient(error)) throw error
        if (error.reason === 'throttled') budget.throttled()
        answered ||= error.reason !== 'endpoint-unreachable'
        const limit = answered ? limitSeconds * 1000 : Math.min(firstContactMilliseconds, limitSeconds * 1000)
        const pause = pauseAfter(tries, transientBackOff)
        if (clock.elapsed() - start - queued + pause > limit) throw error
        await clock.sleep(pause, signal)
      }
    }
  }
}
