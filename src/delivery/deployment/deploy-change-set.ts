import type { ChangeSet, ChangeSetRequest } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { examineArtifactAccess } from '../plan/examine-artifact-access.ts'
import { givesRights, notCompared, refuseArtifactWriters } from '../plan/refuse-artifact-writers.ts'
import type { ReviewedPlan } from '../plan/values/review.ts'
import { type MadeChangeSet, prepareChangeSet } from './change-set/change-set.ts'
import { discardChangeSet } from './change-set/discard-change-set.ts'
import { discardInterrupted, discardPreview } from './change-set/discard-preview.ts'
import { executeOnce, operationOf } from './change-set/execute-change-set.ts'
import { verifyChangeSet } from './change-set/verify-change-set.ts'
import type { Deployment } from './deployment.ts'
import type { DeploymentRun } from './deployment-run.ts'
import type { DeploymentWork } from './deployment-work.ts'
import { makePlan, planOf } from './make-plan.ts'
import { followToEnd } from './stack/follow-to-end.ts'
import { requireRights } from './stack/require-rights.ts'
import type { Step } from './step.ts'

/**
 * Makes a change set and its plan, and executes it when the run may. A change set that is not executed is removed,
 * unless the request keeps it.
 */
export async function deployChangeSet(deployment: Deployment, run: DeploymentRun, work: DeploymentWork): Promise<Step> {
  const { desired, permitted, wanted } = run
  const { request } = deployment
  const { account, context } = work
  if (wanted.template !== undefined) {
    const target = { ...desired, account, artifacts: permitted.artifacts }
    const writers = await examineArtifactAccess({ template: wanted.template }, deployment, target)
    refuseArtifactWriters(writers, permitted.artifacts)
    if (permitted.artifacts === undefined && givesRights(wanted.template)) context.report(notCompared)
  }

  const template = await work.patient(() => wanted.send(account))
  if (!permitted.preview) return planAndExecute({ ...request, template }, deployment, run, work)
  let made: MadeChangeSet | undefined
  const onMade = (changeSet: MadeChangeSet) => {
    made = changeSet
  }
  try {
    return await planAndExecute({ ...request, template }, deployment, run, work, onMade)
  } catch (error) {
    if (made !== undefined) await discardInterrupted(made, work)
    throw error
  }
}

async function planAndExecute(
  asked: ChangeSetRequest,
  deployment: Deployment,
  run: DeploymentRun,
  work: DeploymentWork,
  onMade?: (changeSet: MadeChangeSet) => void,
): Promise<Step> {
  const { desired, permitted, wanted, planOnly } = run
  const { stack, request } = deployment
  const { context } = work
  const discard = permitted.preview ? discardPreview : discardChangeSet
  const prepared = await prepareChangeSet(asked, work, onMade)
  if (prepared.kind === 'conflict') return prepared
  const { changeSet } = prepared
  const { id, name, stackId } = changeSet
  context.report({ kind: 'outputs', values: { changeSetId: id, changeSetName: name, stackId } })
  if (prepared.kind !== 'ready' && !permitted.keepFailedChangeSet) await discard(changeSet, work)
  if (prepared.kind === 'failed') throw prepared.error
  if (prepared.kind === 'empty') {
    context.report({ kind: 'note', closing: true, text: `stack ${request.stack}: no changes` })
    return { kind: 'no-changes', deployment, ...(await planOf(changeSet, deployment, run, work)), changeSet }
  }

  let made: ReviewedPlan
  try {
    made = await makePlan(changeSet, deployment, run, work)
    if (!planOnly) {
      await requireRights(stackId, deployment, desired.terminationProtection, work)
      await permitted.requireRights?.()
      await verifyChangeSet(changeSet, { request, wanted, stack, mustRead: desired.release !== undefined }, work)
      await permitted.beforeExecution?.(made.plan)
    }
  } catch (error) {
    if (!context.signal.aborted) await discard(changeSet, work).catch(() => undefined)
    throw error
  }
  if (!planOnly) return execute({ changeSet, ...made }, deployment, run, work)
  if (!permitted.keepChangeSet) await discard(changeSet, work)
  return { kind: 'planned', deployment, ...made, changeSet }
}

/** Executes a change set with its plan, and follows the operation to its end. */
async function execute(
  { changeSet, plan, review }: ReviewedPlan & { readonly changeSet: ChangeSet },
  deployment: Deployment,
  { permitted }: DeploymentRun,
  work: DeploymentWork,
): Promise<Step> {
  const { history, identity, request } = deployment
  const { disableRollback = false } = permitted.policy
  const token = identity.tokenOf(changeSet.id)
  if (permitted.plan !== undefined) await permitted.onApproved?.(plan, changeSet.stackId)
  const execution = await executeOnce({ changeSet, token, disableRollback }, work)
  if (execution.kind === 'conflict') return execution
  if (execution.kind === 'refused') {
    if (execution.error instanceof StageError && !permitted.keepFailedChangeSet)
      await discardChangeSet(changeSet, work).catch(() => undefined)
    throw execution.error
  }
  const { newest: after, usual } = history
  const operation = operationOf(changeSet, { stackName: request.stack, token, after, usual })
  const settled = await followToEnd(operation, { disableRollback }, work)
  return { kind: 'deployed', deployment, stack: settled, plan, review, changeSet }
}
