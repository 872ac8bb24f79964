import { attach } from './attach.ts'
import { deployChangeSet } from './deploy-change-set.ts'
import { deploymentOf } from './deployment.ts'
import type { DeploymentRun } from './deployment-run.ts'
import type { DeploymentWork } from './deployment-work.ts'
import { continueRollback, removeFailedStack } from './stack/recover-stack.ts'
import { refuseUnapprovedRecovery } from './stack/refuse-unapproved.ts'
import { refuseRecovery, stackAction } from './stack/stack-status.ts'
import type { Step } from './step.ts'

/** Reads the stack and takes the one step that its state requires. */
export async function takeStep(run: DeploymentRun, work: DeploymentWork): Promise<Step> {
  const { desired, permitted } = run
  const stack = await work.stacks.find(desired.stack)
  const action = stackAction(desired.stack, stack?.status, permitted.policy)
  if (action.kind === 'refuse') throw action.error
  if (run.planOnly) refuseRecovery(action.kind, stack)
  refuseUnapprovedRecovery(permitted.plan, action.kind, stack)
  const deployment = await deploymentOf(stack, run, work)
  if (stack === undefined || action.kind === 'create' || action.kind === 'update')
    return deployChangeSet(deployment, run, work)
  if (action.kind === 'wait') {
    const settled = await attach(stack, deployment, run, work)
    if (settled !== undefined) return { kind: 'deployed', deployment, stack: settled }
  }
  if (action.kind === 'recreate') await removeFailedStack(stack, permitted.policy, work)
  if (action.kind === 'continue-rollback') await continueRollback(stack, permitted.policy, work)
  return { kind: 'again' }
}
