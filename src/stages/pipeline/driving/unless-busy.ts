import { poll } from '../../../core/pacing/poll.ts'
import type { Context } from '../../../core/run/context.ts'
import { refusalCode } from '../../../delivery/retry/transient.ts'

/**
 * Repeats a call while the service says that the pipeline is busy with another one (`ConflictException`), for a minute
 * at most.
 */
export async function unlessBusy<T>(
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
  call: () => Promise<T>,
): Promise<T> {
  let refusal: unknown
  const answer = await poll({ clock, signal }, { first: 1000, longest: 10_000, limit: 60_000 }, async () => {
    try {
      return { value: await call() }
    } catch (error) {
      if (refusalCode(error) !== 'ConflictException') throw error
      refusal = error
      return undefined
    }
  })
  if (answer === undefined) throw refusal
  return answer.value
}
