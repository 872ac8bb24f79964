import { pauseAfter } from '../../core/pacing/back-off.ts'
import type { ChangeSet, ChangeSetRequest, Stack } from '../../core/ports/stacks.ts'
import type { Context } from '../../core/run/context.ts'
import type { StageError } from '../../core/run/stage-error.ts'
import { examineArtifactAccess } from '../plan/examine-artifact-access.ts'
import { parseFingerprint } from '../plan/fingerprint.ts'
import type { FingerprintedPlan } from '../plan/plan.ts'
import { givesRights, notCompared, refuseArtifactWriters } from '../plan/refuse-artifact-writers.ts'
import { prepareChangeSet } from './change-set/change-set.ts'
import { verifyChangeSet } from './change-set/verify-change-set.ts'
import type { DeploymentRequest, DeployResult } from './deploy-options.ts'
import { type Deployment, deploymentOf, requestOf } from './deployment.ts'
import { type DeploymentRun, deploymentRun } from './deployment-run.ts'
import { discardChangeSet } from './discard-change-set.ts'
import { attach, executeAndFollow } from './execute-and-follow.ts'
import { emptyPlanOf, planOf, refuseOtherPlan, refuseProtected, showPlan } from './make-plan.ts'
import { continueRollback, refuseRecovery, removeFailedStack, waitUntilStill } from './recover-stack.ts'
import { requireRights } from './require-rights.ts'
import { resultOf } from './result.ts'
import { stackAction } from './stack-status.ts'
import { protectAsApproved, protectAsWanted } from './termination-protection.ts'

/** How often the stack may differ from what was read before CloudFormation's own error is reported. */
const conflictsAllowed = 20

/**
 * Deploys a template with its parameters to one stack: change set, plan, approval by fingerprint, execution, following,
 * outputs. A second run finds and follows what a first one started; nothing is executed twice.
 * @throws StageError `template-invalid`, `plan-changed`, `stack-protected`, `artifact-bucket-writable`,
 * `stack-rolled-back`, `stack-failed`, `stack-stuck`, `stack-busy`, `operation-running`, `operation-unknown`, or a
 * reason of the `Stacks` port
 */
export async function deployTemplate(
  request: DeploymentRequest,
  context: Pick<Context, 'clock' | 'files' | 'report' | 'signal'>,
): Promise<DeployResult> {
  const { plan } = request.permitted
  const approved = plan?.kind === 'exactly' ? parseFingerprint(plan.fingerprint) : undefined
  const run = await deploymentRun(request, context)
  for (let conflicts = 0; ; ) {
    const step = await nextStep(run, approved)
    if (step.kind === 'done') return step.result
    if (step.kind === 'conflict') {
      conflicts += 1
      if (conflicts > conflictsAllowed || context.clock.elapsed() > run.deadline) throw step.error
      await context.clock.sleep(pauseAfter(conflicts, { first: 250, longest: 2000 }), context.signal)
    }
  }
}

type Step =
  | { readonly kind: 'done'; readonly result: DeployResult }
  /** The obstacle is gone: read the stack again. */
  | { readonly kind: 'again' }
  | { readonly kind: 'conflict'; readonly error: StageError }

/** Reads the stack and takes the one step that its state requires. */
async function nextStep(run: DeploymentRun, approved: string | undefined): Promise<Step> {
  const { desired, permitted, stacks, patient } = run
  const stack = await patient(() => stacks.find(desired.stack))
  const action = stackAction(desired.stack, stack?.status, permitted.policy)
  if (action.kind === 'refuse') throw action.error
  if (permitted.plan?.kind === 'only') refuseRecovery(action.kind, stack)
  const deployment = await deploymentOf(stack, run)
  if (stack !== undefined && action.kind === 'wait') {
    const saysOurs = deployment.identity.owns(deployment.history.token) && permitted.plan?.kind !== 'only'
    if (!saysOurs) await waitUntilStill(stack, run)
    const settled = saysOurs ? await attach(stack, deployment, run) : undefined
    if (settled !== undefined) return done({ outcome: 'succeeded', stack: settled }, deployment, run)
  }
  if (stack !== undefined && action.kind === 'recreate') await removeFailedStack(stack, run)
  if (stack !== undefined && action.kind === 'continue-rollback') await continueRollback(stack, run)
  if (action.kind !== 'create' && action.kind !== 'update') return { kind: 'again' }
  return deploy(deployment, run, approved)
}

async function deploy(deployment: Deployment, run: DeploymentRun, approved: string | undefined): Promise<Step> {
  const { permitted, context, wanted } = run
  if (wanted.template !== undefined) {
    const writers = await examineArtifactAccess({ template: wanted.template }, deployment, run)
    refuseArtifactWriters(writers, permitted.artifacts)
    if (permitted.artifacts === undefined && givesRights(wanted.template)) context.report(notCompared)
  }
  const request = await requestOf(deployment, run)
  const prepared = await prepareChangeSet(request, run)
  if (prepared.kind !== 'conflict') {
    const { id, name, stackId } = prepared.changeSet
    context.report({ kind: 'outputs', values: { changeSetId: id, changeSetName: name, stackId } })
  }
  switch (prepared.kind) {
    case 'conflict':
      return prepared
    case 'failed':
      if (!permitted.keepFailedChangeSet) await discardChangeSet(prepared.changeSet, run)
      throw prepared.error
    case 'empty':
      return changeNothing(prepared.changeSet, deployment, run, approved)
    case 'ready':
      return deployChangeSet({ changeSet: prepared.changeSet, request }, deployment, run, approved)
  }
}

async function changeNothing(
  changeSet: ChangeSet,
  deployment: Deployment,
  run: DeploymentRun,
  approved: string | undefined,
): Promise<Step> {
  const { desired, permitted, context } = run
  if (!permitted.keepFailedChangeSet) await discardChangeSet(changeSet, run)
  context.report({ kind: 'note', closing: true, text: `stack ${desired.stack}: no changes` })
  const { fingerprint } = emptyPlanOf(changeSet, deployment, run)
  const stack = await unchanged(deployment, run, approved === fingerprint)
  const result = resultOf({ outcome: 'no-changes', stack, changeSet }, deployment, run)
  return { kind: 'done', result: permitted.plan?.kind === 'only' ? { ...result, fingerprint } : result }
}

/** A change set does not cover termination protection. */
async function unchanged(
  { kind, stack }: Deployment,
  run: DeploymentRun,
  isApproved: boolean,
): Promise<Stack | undefined> {
  if (stack === undefined || kind === 'create') return stack
  return isApproved ? protectAsWanted(stack, run) : protectAsApproved(stack, run)
}

async function deployChangeSet(
  { changeSet, request }: { readonly changeSet: ChangeSet; readonly request: ChangeSetRequest },
  deployment: Deployment,
  run: DeploymentRun,
  approved: string | undefined,
): Promise<Step> {
  const { permitted } = run
  const plan = await judge(changeSet, deployment, run, approved)
  if (permitted.plan?.kind === 'only') {
    if (!permitted.keepChangeSet) await discardChangeSet(changeSet, run)
    const kept = permitted.keepChangeSet ? { changeSet } : {}
    const stack = deployment.kind === 'update' ? deployment.stack : undefined
    const result = resultOf({ outcome: 'succeeded', stack, plan, ...kept }, deployment, run)
    return {
      kind: 'done',
      result: { ...result, stackId: stack?.id ?? (permitted.keepChangeSet ? changeSet.stackId : undefined) },
    }
  }
  await requireRights(changeSet, deployment, run)
  await verified(changeSet, request, deployment, run)
  if (approved !== undefined) await permitted.onApproved?.(plan, changeSet.stackId)
  const execution = await executeAndFollow(changeSet, deployment, run)
  if (execution.kind === 'conflict') return execution
  return done({ outcome: 'succeeded', stack: execution.stack, plan, changeSet }, deployment, run)
}

/** Makes and shows the plan. The change set of a plan that must not be executed is removed. */
async function judge(
  changeSet: ChangeSet,
  deployment: Deployment,
  run: DeploymentRun,
  approved: string | undefined,
): Promise<FingerprintedPlan> {
  try {
    const [plan] = await Promise.all([planOf(changeSet, deployment, run), run.permitted.verified?.()])
    if (approved !== undefined) await refuseOtherPlan(plan, approved, run)
    await showPlan(plan, run)
    refuseProtected(plan, run.permitted.policy.protect ?? [])
    refuseArtifactWriters(plan.artifactWriters ?? [], run.permitted.artifacts)
    return plan
  } catch (error) {
    if (!run.context.signal.aborted) await discardChangeSet(changeSet, run).catch(() => undefined)
    throw error
  }
}

/** Removes a change set that differs from our request. */
async function verified(
  changeSet: ChangeSet,
  request: ChangeSetRequest,
  deployment: Deployment,
  run: DeploymentRun,
): Promise<void> {
  try {
    await verifyChangeSet(changeSet, request, deployment, run)
  } catch (error) {
    if (!run.context.signal.aborted) await discardChangeSet(changeSet, run).catch(() => undefined)
    throw error
  }
}

function done(ending: Parameters<typeof resultOf>[0], deployment: Deployment, run: DeploymentRun): Step {
  return { kind: 'done', result: resultOf(ending, deployment, run) }
}
