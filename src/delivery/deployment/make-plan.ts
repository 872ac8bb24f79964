import type { ChangeSet } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { digestOf } from '../digest.ts'
import { type ChangeTree, fingerprinted, plannedChanges } from '../plan/build-plan.ts'
import { examineChangeTree } from '../plan/examine-artifact-access.ts'
import { refuseArtifactWriters } from '../plan/refuse-artifact-writers.ts'
import { refuseMoves } from '../plan/refuse-moves.ts'
import { refuseProtected } from '../plan/refuse-protected.ts'
import { resolvedDigests } from '../plan/resolved-parameters.ts'
import { planReview } from '../plan/values/plan-review.ts'
import type { ReviewedPlan } from '../plan/values/review.ts'
import { refuseOtherPlan } from './approved-plan.ts'
import { isEmpty } from './change-set/change-set.ts'
import { readChangeTree } from './change-set/change-tree.ts'
import type { Deployment } from './deployment.ts'
import type { DeploymentRun } from './deployment-run.ts'
import type { DeploymentWork } from './deployment-work.ts'
import { showPlan } from './show-plan.ts'
import { refuseUnapproved } from './stack/refuse-unapproved.ts'

/**
 * Makes and shows the plan of a change set.
 * @throws StageError `plan-changed` when another plan was approved, `rollback-unapproved` when none was and this one is
 * not let in either, `stack-protected`, `artifact-bucket-writable`, or
 * that the contents of the release are not the sealed ones
 */
export async function makePlan(
  changeSet: ChangeSet,
  deployment: Deployment,
  run: DeploymentRun,
  work: DeploymentWork,
): Promise<ReviewedPlan> {
  const { permitted, approved } = run
  const [found, news] = await Promise.all([
    planOf(changeSet, deployment, run, work),
    run.shown.news?.(),
    permitted.verified?.(),
  ])
  const { plan } = found
  const made = { plan, review: { ...found.review, ...defined({ news }) } }
  if (approved !== undefined) await refuseOtherPlan(plan, approved)
  await showPlan(made, run, work.context)
  refuseUnapproved(permitted.plan, plan, deployment)
  refuseProtected(plan, permitted.policy.protect ?? [])
  refuseArtifactWriters(plan.artifactWriters ?? [], permitted.artifacts)
  return made
}

/**
 * The plan of a complete change set that this run requested. A plan that changes nothing has a fingerprint like any
 * other: the run that executes gets it as its approval, and an empty text would mean that no plan was approved.
 */
export async function planOf(
  changeSet: ChangeSet,
  deployment: Deployment,
  { desired, permitted, wanted }: DeploymentRun,
  work: DeploymentWork,
): Promise<ReviewedPlan> {
  const { kind, parameters, history, stack, request } = deployment
  const { stackId } = changeSet
  const tree = isEmpty(changeSet)
    ? emptyTree
    : await readChangeTree(changeSet, kind === 'update', wanted.template, work)
  refuseMoves(tree)
  const target = { ...desired, account: work.account, artifacts: permitted.artifacts }
  const artifactWriters = await examineChangeTree(tree, { stack, parameters, stackId }, target)
  const [, , , region = '', account = ''] = stackId.split(':')
  const plan = fingerprinted({
    formatVersion: 2,
    kind,
    stack: request.stack,
    account,
    region,
    templateDigest: wanted.template === undefined ? digestOf(tree.after ?? '') : wanted.digest,
    parametersDigest: parameters.digest,
    parameters: parameters.parameters.map(({ name }) => name),
    resolvedParameters: resolvedDigests(changeSet.content.parameters, request.stack),
    ...defined({ tags: request.tags }),
    capabilities: request.capabilities,
    ...defined({ roleArn: request.roleArn ?? stack?.roleArn, notificationArns: request.notificationArns }),
    includeNested: request.includeNested,
    importExisting: request.importExisting ?? false,
    deploymentMode: request.revertDrift ? 'REVERT_DRIFT' : 'STANDARD',
    disableRollback: permitted.policy.disableRollback ?? false,
    terminationProtection: desired.terminationProtection ?? stack?.terminationProtection ?? false,
    ...defined({
      runs: permitted.runs,
      lastEvent: history.newest,
      artifactWriters: artifactWriters.length === 0 ? undefined : artifactWriters,
    }),
    changes: plannedChanges(tree, kind === 'create'),
  })
  return { plan, review: planReview({ tree, plan, stack, ...parameters }) }
}

const emptyTree: ChangeTree = { changeSet: { changes: [] }, before: undefined, after: undefined, nested: new Map() }
