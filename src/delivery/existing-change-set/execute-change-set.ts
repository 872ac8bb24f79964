import type { ChangeSet, Stack } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { isEmpty } from '../deployment/change-set/change-set.ts'
import type { DeploymentPermissions, DeployResult, DesiredStack, PlanDisplay } from '../deployment/deploy-options.ts'
import type { Deployment } from '../deployment/deployment.ts'
import { namePrefix } from '../deployment/deployment-identity.ts'
import { type DeploymentRun, deploymentRun } from '../deployment/deployment-run.ts'
import { executeAndFollow } from '../deployment/execute-and-follow.ts'
import { refuseOtherPlan, refuseProtected, showPlan } from '../deployment/make-plan.ts'
import { protectAsBefore } from '../deployment/require-rights.ts'
import { resultOf } from '../deployment/result.ts'
import { stackAction } from '../deployment/stack-status.ts'
import { digestOf } from '../digest.ts'
import { noHistory, readHistory } from '../following/stack-history.ts'
import type { ChangeTree } from '../plan/build-plan.ts'
import { examineChangeTree } from '../plan/examine-artifact-access.ts'
import { parseFingerprint } from '../plan/fingerprint.ts'
import { refuseArtifactWriters } from '../plan/refuse-artifact-writers.ts'
import { hiddenValue } from '../plan/resolved-parameters.ts'
import { parseChangeSetArn } from './change-set-arn.ts'
import { findExistingChangeSet } from './find-change-set.ts'
import { followExecution } from './follow-execution.ts'
import { planFromService } from './service-plan.ts'

/**
 * A change set that another run created, and how to execute it. Template, parameters and other options are those of the
 * change set.
 */
export interface ExistingChangeSet {
  /** Its full ARN. */
  readonly arn: string
  readonly desired: Pick<DesiredStack, 'account' | 'stack' | 'bucket' | 'terminationProtection'>
  readonly permitted: Pick<DeploymentPermissions, 'plan' | 'policy' | 'timeoutSeconds' | 'artifacts' | 'runs' | 'guard'>
  readonly shown: Pick<PlanDisplay, 'label' | 'planCommand' | 'reportFolder'>
}

/**
 * Shows the plan of a change set from CloudFormation's own data, and executes exactly this change set. A second run
 * follows what a first one started. A refused change set stays, because another run created it.
 * @throws StageError of `findExistingChangeSet`, `plan-changed`, `stack-protected`, `artifact-bucket-writable`,
 * `stack-busy`, or of the operation
 */
export async function executeChangeSet(
  { arn, desired, permitted, shown }: ExistingChangeSet,
  context: DeploymentRun['context'],
): Promise<DeployResult> {
  const { plan: choice } = permitted
  const approved = choice?.kind === 'exactly' ? parseFingerprint(choice.fingerprint) : undefined
  const parsed = parseChangeSetArn(arn)
  const run = await deploymentRun(
    {
      desired: { ...desired, template: { url: arn }, parameters: {}, capabilities: [] },
      permitted: { ...permitted, keepFailedChangeSet: true },
      shown,
    },
    context,
  )
  const changeSet = await findExistingChangeSet(parsed, run)
  const { id: changeSetId, name: changeSetName, stackId } = changeSet
  context.report({ kind: 'outputs', values: { changeSetId, changeSetName, stackId } })
  const stack = await run.patient(() => run.stacks.find(stackId))
  const deployment = await deploymentOf(changeSet, stack, run)

  if (isEmpty(changeSet)) {
    context.report({ kind: 'note', closing: true, text: `stack ${desired.stack}: no changes` })
    return resultOf({ outcome: 'no-changes', stack, changeSet }, deployment, run)
  }
  if (changeSet.executionStatus.startsWith('EXECUTE_')) {
    const stack = await followExecution(changeSet, deployment, run)
    return resultOf({ outcome: 'succeeded', stack, changeSet }, deployment, run)
  }
  refuseBusy(stack, run)
  const { plan } = await planFromService(changeSet, factsOf(changeSet, deployment, run), run)
  if (approved !== undefined) await refuseOtherPlan(plan, approved, run)
  await showPlan(plan, run)
  refuseProtected(plan, permitted.policy.protect ?? [])
  refuseArtifactWriters(plan.artifactWriters ?? [], permitted.artifacts)
  if (choice?.kind === 'only') return resultOf({ outcome: 'succeeded', stack, plan, changeSet }, deployment, run)
  await protectAsBefore(stackId, deployment, run)
  const execution = await executeAndFollow(changeSet, deployment, run)
  if (execution.kind === 'conflict') throw execution.error
  return resultOf({ outcome: 'succeeded', stack: execution.stack, plan, changeSet }, deployment, run)
}

/** The names of the execution are derived from the change set alone, so that a second run recognizes them. */
async function deploymentOf(changeSet: ChangeSet, stack: Stack | undefined, run: DeploymentRun): Promise<Deployment> {
  const exists = stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS'
  // Reading the events before the execution also proves the right to read them; they decide the result.
  const history = await run.patient(() => readHistory(run.stacks, changeSet.stackId))
  const digest = digestOf(changeSet.id)
  const token = `${namePrefix}execute-${digest.slice(0, 16)}`
  return {
    stack,
    kind: exists ? 'update' : 'create',
    history: exists ? history : noHistory,
    parameters: { parameters: [], digest: digestOf({}), secrets: [] },
    identity: {
      digest,
      changeSetName: changeSet.name,
      description: changeSet.description ?? '',
      tokenOf: () => token,
      owns: (other) => other === token,
    },
  }
}

/** @throws StageError `stack-busy`, or an error for a stack that must be repaired first */
function refuseBusy(stack: Stack | undefined, { desired, permitted }: DeploymentRun): void {
  const action = stackAction(desired.stack, stack?.status, permitted.policy)
  if (action.kind === 'refuse') throw action.error
  if (action.kind === 'create' || action.kind === 'update') return
  throw new StageError(
    'stack-busy',
    `stack ${desired.stack} is in ${stack?.status}; its change set cannot be executed now`,
    {
      hint: 'run again when the operation has ended, or create a new change set',
    },
  )
}

function factsOf({ stackId, content }: ChangeSet, { stack, history }: Deployment, run: DeploymentRun) {
  const { runs, policy } = run.permitted
  const { terminationProtection } = run.desired
  // A hidden value, or one that stays as it is, is unknown here.
  const parameters = content.parameters.map(({ name, value, usesPrevious }) => ({
    name,
    value: usesPrevious || value === hiddenValue ? undefined : value,
  }))
  const given = { stack, stackId, parameters: { parameters } }
  const examine = (tree: ChangeTree) => examineChangeTree(tree, given, run)
  const disableRollback = policy.disableRollback ?? false
  return { stack, lastEvent: history.newest, disableRollback, runs, terminationProtection, examine }
}
