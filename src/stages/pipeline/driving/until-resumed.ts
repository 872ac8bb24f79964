import { poll } from '../../../core/pacing/poll.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { goesOn } from './goes-on.ts'

/** Milliseconds until reads show that an execution goes on again. */
const visible = 20_000

/**
 * Waits until reads show that an execution goes on, after a call that the service accepted: until then, they show the
 * end that it had before. One that ends again at once is not waited for longer than reads may lag.
 * @returns false if reads do not show it in that time
 */
export async function untilResumed(
  pipeline: string,
  id: string,
  pipelines: Pick<Pipelines, 'execution'>,
  { clock, signal }: Pick<Context, 'clock' | 'signal'>,
): Promise<boolean> {
  const resumed = await poll({ clock, signal }, { first: 1000, longest: 5000, limit: visible }, async () => {
    const { status } = await pipelines.execution(pipeline, id)
    return goesOn(status) || status === 'Succeeded' ? true : undefined
  })
  return resumed ?? false
}
