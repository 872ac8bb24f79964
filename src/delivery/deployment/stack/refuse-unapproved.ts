import type { Stack } from '../../../core/ports/stacks.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { changedSince } from '../../following/changed-since.ts'
import type { FingerprintedPlan } from '../../plan/plan.ts'
import { refuseDataLoss } from '../../plan/risk/refuse-data-loss.ts'
import type { PlanChoice } from '../deploy-options.ts'
import type { Deployment } from '../deployment.ts'
import type { StackAction } from './stack-status.ts'

/**
 * Refuses a plan with changes that nobody approved, unless the run may execute it all the same.
 * @throws StageError `rollback-unapproved`
 */
export function refuseUnapproved(
  choice: PlanChoice | undefined,
  plan: FingerprintedPlan,
  { history, identity }: Pick<Deployment, 'history' | 'identity'>,
): void {
  const { stack } = plan
  if (choice?.kind === 'empty')
    throw refused(`nobody approved this rollback, and stack ${stack} is not as its record says: something changed it`)
  if (choice?.kind !== 'lossless') return
  const { unchangedSince } = choice
  if (unchangedSince !== undefined && changedSince(history.newestTime, unchangedSince)) {
    // Anyone can give an operation such a token, so it only decides what the message says.
    const by = identity.owns(history.token)
      ? ' by an earlier attempt at the same deployment, which did not bring it there'
      : ''
    throw refused(`nobody approved this rollback, and stack ${stack} was changed after ${unchangedSince}${by}`)
  }
  refuseDataLoss(plan)
}

/**
 * Refuses to repair a stack for a rollback that nobody approved: a repair is a change, and it may lose data.
 * @throws StageError `rollback-unapproved`
 */
export function refuseUnapprovedRecovery(
  choice: PlanChoice | undefined,
  action: StackAction['kind'],
  stack: Pick<Stack, 'name' | 'status'> | undefined,
): void {
  if (choice?.kind !== 'lossless' && choice?.kind !== 'empty') return
  if (action !== 'recreate' && action !== 'continue-rollback') return
  const must = action === 'recreate' ? 'deleted' : 'rolled back completely'
  throw refused(
    `nobody approved this rollback, and stack ${stack?.name} is in ${stack?.status}: it must be ${must} first`,
    'repair the stack by hand; then ',
  )
}

function refused(text: string, first = ''): StageError {
  return new StageError('rollback-unapproved', text, {
    hint: `${first}make a plan of the release that should run, let somebody approve it, and promote exactly this plan`,
  })
}
