import { StageError } from '../../../core/run/stage-error.ts'
import { tellPatiently } from '../jobs/tell-patiently.ts'
import type { HoldingWorld } from './held-job.ts'
import { journalFailure, journalTimes } from './journal.ts'
import { renderToken } from './worker-token.ts'

/** Milliseconds for one attempt to hand a job back. */
const limit = 30_000

/** Hands back what workers of the same folder left behind. What cannot be handed back now is tried again later. */
export async function handBackOrphans({ journal, jobs, clock, tell }: HoldingWorld): Promise<void> {
  const warn = (error: StageError) => tell({ event: 'warning', error })
  for (const { entry, done } of await journal.takeOrphans(warn)) {
    const token = renderToken({ worker: undefined, count: 0 })
    const deadline = clock.elapsed() + limit
    const calling = { clock, deadline: () => deadline, onFailure: () => {} }
    try {
      if (await tellPatiently(calling, () => jobs.goOn(entry.job, token)))
        tell({ event: 'recovered', pipeline: entry.pipeline, action: `${entry.stage}/${entry.action}`, job: entry.job })
    } catch (error) {
      if (!(error instanceof StageError)) throw error
      warn(error)
      continue
    }
    await done().catch((error: unknown) => warn(journalFailure(error)))
  }
}

/**
 * Says again and again that the worker of these jobs is alive.
 * @param held by the id of the attempt of the action
 */
export async function signsOfLife(
  held: ReadonlyMap<string, unknown>,
  { journal, clock, tell }: HoldingWorld,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(journalTimes.alive, signal, 'background').catch(() => undefined)
    if (signal.aborted) return
    await journal.renew(held.keys()).catch((error: unknown) => tell({ event: 'warning', error: journalFailure(error) }))
  }
}
