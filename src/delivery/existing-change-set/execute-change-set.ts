import type { AwsAccount } from '../../core/ports/aws.ts'
import type { ChangeSet, Stack, StackParameter } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { approvedPlan, refuseOtherPlan } from '../deployment/approved-plan.ts'
import { isEmpty } from '../deployment/change-set/change-set.ts'
import { executeOnce, operationOf } from '../deployment/change-set/execute-change-set.ts'
import type { DeploymentPermissions, DeployResult, DesiredStack, PlanDisplay } from '../deployment/deploy-options.ts'
import { namePrefix } from '../deployment/deployment-identity.ts'
import { type DeploymentWork, deploymentWork } from '../deployment/deployment-work.ts'
import { type Ending, resultOf } from '../deployment/result.ts'
import { showPlan } from '../deployment/show-plan.ts'
import { followToEnd } from '../deployment/stack/follow-to-end.ts'
import { protectAsBefore } from '../deployment/stack/require-rights.ts'
import { type StackPolicy, stackAction } from '../deployment/stack/stack-status.ts'
import { protect } from '../deployment/stack/termination-protection.ts'
import { digestOf } from '../digest.ts'
import { noHistory, readHistory } from '../following/stack-history.ts'
import type { ChangeTree } from '../plan/build-plan.ts'
import { examineChangeTree } from '../plan/examine-artifact-access.ts'
import { refuseArtifactWriters } from '../plan/refuse-artifact-writers.ts'
import { refuseProtected } from '../plan/refuse-protected.ts'
import { hiddenValue } from '../plan/resolved-parameters.ts'
import { parseChangeSetArn } from './change-set-arn.ts'
import { findExistingChangeSet } from './find-change-set.ts'
import { alreadyExecuted, followExecution } from './follow-execution.ts'
import { planFromService } from './service-plan.ts'

/**
 * A change set that another run created, and how to execute it. Template, parameters and other options are those of the
 * change set.
 */
export interface ExistingChangeSet {
  /** Its full ARN. */
  readonly arn: string
  readonly desired: Pick<DesiredStack, 'stack' | 'bucket' | 'terminationProtection'>
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
  account: AwsAccount,
  context: DeploymentWork['context'],
): Promise<DeployResult> {
  const approved = approvedPlan(permitted.plan, shown, context)
  const planOnly = permitted.plan?.kind === 'only'
  const { disableRollback = false, protect: protectedTypes = [] } = permitted.policy
  const { terminationProtection } = desired
  const parsed = parseChangeSetArn(arn)
  const work = deploymentWork(account, permitted, context)
  const changeSet = await findExistingChangeSet(parsed, desired.stack, work)
  const { id: changeSetId, name: changeSetName, stackId } = changeSet
  context.report({ kind: 'outputs', values: { changeSetId, changeSetName, stackId } })
  const stack = await work.stacks.find(stackId)
  // Reading the events before the execution also proves the right to read them; they decide the result.
  const events = await readHistory(work.stacks, stackId)
  const history = stack === undefined || stack.status === 'REVIEW_IN_PROGRESS' ? noHistory : events
  // Derived from the change set alone, so that a second run recognizes the execution.
  const token = `${namePrefix}execute-${digestOf(changeSetId).slice(0, 16)}`
  const result = (ending: Pick<Ending, 'outcome' | 'stack' | 'plan' | 'review'>) =>
    resultOf({ ...ending, changeSet, parametersDigest: digestOf({}) }, { permitted, shown })

  if (isEmpty(changeSet)) {
    context.report({ kind: 'note', closing: true, text: `stack ${desired.stack}: no changes` })
    return result({ outcome: 'no-changes', stack })
  }
  if (changeSet.executionStatus.startsWith('EXECUTE_')) {
    if (planOnly) throw alreadyExecuted(changeSet)
    const earlier = { changeSet, history, token, stackName: desired.stack, disableRollback }
    return result({ outcome: 'succeeded', stack: await followExecution(earlier, work) })
  }

  refuseBusy(stack, desired.stack, permitted.policy)
  const target = { stack: desired.stack, account, bucket: desired.bucket, artifacts: permitted.artifacts }
  const given = { stack, stackId, parameters: { parameters: knownParameters(changeSet) } }
  const examine = (tree: ChangeTree) => examineChangeTree(tree, given, target)
  const facts = {
    stack,
    lastEvent: history.newest,
    disableRollback,
    runs: permitted.runs,
    terminationProtection,
    examine,
  }
  const made = await planFromService(changeSet, facts, work)
  const { plan, review } = made
  if (approved !== undefined) await refuseOtherPlan(plan, approved)
  await showPlan(made, { shown, planOnly }, context)
  refuseProtected(plan, protectedTypes)
  refuseArtifactWriters(plan.artifactWriters ?? [], permitted.artifacts)
  if (planOnly) return result({ outcome: 'succeeded', stack, plan, review })

  await protectAsBefore(stackId, stack?.terminationProtection ?? false, terminationProtection, work)
  const execution = await executeOnce({ changeSet, token, disableRollback }, work)
  if (execution.kind !== 'begun') throw execution.error
  const { newest: after, usual } = history
  const operation = operationOf(changeSet, { stackName: desired.stack, token, after, usual })
  const settled = await followToEnd(operation, { disableRollback }, work)
  const protection = { terminationProtection, planOnly, unseen: undefined }
  return result({ outcome: 'succeeded', stack: await protect(settled, protection, work), plan, review })
}

/** @throws StageError `stack-busy`, or an error for a stack that must be repaired first */
function refuseBusy(stack: Stack | undefined, name: string, policy: StackPolicy): void {
  const action = stackAction(name, stack?.status, policy)
  if (action.kind === 'refuse') throw action.error
  if (action.kind === 'create' || action.kind === 'update') return
  throw new StageError('stack-busy', `stack ${name} is in ${stack?.status}; its change set cannot be executed now`, {
    hint: 'run again when the operation has ended, or create a new change set',
  })
}

/** A hidden value, or one that stays as it is, is unknown here. */
function knownParameters({ content }: ChangeSet): readonly StackParameter[] {
  return content.parameters.map(({ name, value, usesPrevious }) => ({
    name,
    value: usesPrevious || value === hiddenValue ? undefined : value,
  }))
}
