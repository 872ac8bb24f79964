import type { JobPlace, OfferedJob } from '../../../core/ports/jobs.ts'
import { isPassing } from '../jobs/tell-patiently.ts'
import type { HoldingWorld } from './held-job.ts'
import { journalFailure } from './journal.ts'
import { renderToken } from './worker-token.ts'

/** How often an acknowledgement is tried. */
const tries = 5

/**
 * Takes an offered job, after it is in the journal. When an answer was lost and the service then says that somebody has
 * the job, it may be this worker. So the job is handed back: another one of the same action is offered, and whoever ran
 * the first finds that its end counts no longer.
 * @returns whether this worker has it
 * @throws StageError of `journalFailure` before anything is taken, and those of the calls
 */
export async function takeJob(
  { id, nonce }: OfferedJob,
  place: JobPlace,
  { jobs, journal, clock }: HoldingWorld,
): Promise<boolean> {
  const { pipeline, execution, stage, action } = place
  await journal
    .write(place.actionExecution, { job: id, pipeline, execution, stage, action })
    .catch((error: unknown) => {
      throw journalFailure(error)
    })
  let isLost = false
  for (let number = 1; ; number += 1) {
    try {
      if (await jobs.acknowledge(id, nonce)) return true
      if (isLost) await jobs.goOn(id, renderToken({ worker: undefined, count: 0 }))
      // An entry that stays is handed back later, which the service refuses.
      await journal.remove(place.actionExecution).catch(() => undefined)
      return false
    } catch (error) {
      if (!isPassing(error) || number === tries) throw error
      isLost = true
      await clock.sleep(500 * number)
    }
  }
}
