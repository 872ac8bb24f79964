import { StageError } from '../../core/run/stage-error.ts'
import type { StackHistory } from '../following/stack-history.ts'
import type { FingerprintedPlan } from '../plan/plan.ts'
import { refuseDataLoss } from '../plan/risk/refuse-data-loss.ts'
import type { PlanChoice } from './deploy-options.ts'

/**
 * Refuses a plan with changes that nobody approved, unless the run may execute it all the same.
 * @throws StageError `rollback-unapproved`
 */
export function refuseUnapproved(
  choice: PlanChoice | undefined,
  plan: FingerprintedPlan,
  { newestTime }: Pick<StackHistory, 'newestTime'>,
): void {
  const { stack } = plan
  if (choice?.kind === 'empty')
    throw refused(`nobody approved this rollback, and stack ${stack} is not as its record says: something changed it`)
  if (choice?.kind !== 'lossless') return
  const { unchangedSince } = choice
  if (unchangedSince !== undefined && changedSince(newestTime, unchangedSince))
    throw refused(`nobody approved this rollback, and stack ${stack} was changed after ${unchangedSince}`)
  refuseDataLoss(plan)
}

/** The clocks of AWS and of the run that recorded a deployment may differ by this, in milliseconds. */
const clockDifference = 5000

/** Whether the stack has an event that is newer than a recorded deployment; one without events may have changed. */
function changedSince(newestTime: string | undefined, recorded: string): boolean {
  return !(Date.parse(newestTime ?? '') <= Date.parse(recorded) + clockDifference)
}

function refused(text: string): StageError {
  return new StageError('rollback-unapproved', text, {
    hint: 'make a plan of the release that should run, let somebody approve it, and promote exactly this plan',
  })
}
