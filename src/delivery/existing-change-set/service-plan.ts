import type { ChangeSet, Stack } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { readChangeTree, type TreeReading } from '../deployment/change-set/change-tree.ts'
import { digestOf } from '../digest.ts'
import { type ChangeTree, fingerprinted, plannedChanges } from '../plan/build-plan.ts'
import type { FingerprintedPlan } from '../plan/plan.ts'
import { resolvedDigests } from '../plan/resolved-parameters.ts'
import type { ArtifactWriter } from '../plan/risk/artifact-writers.ts'
import { planReview } from '../plan/values/plan-review.ts'
import type { PlanReview } from '../plan/values/review.ts'
import { parseTemplate } from '../template/template.ts'

/** Facts that the plan needs and the change set does not contain. */
export interface ServicePlanFacts {
  /** The stack as it was read; undefined when it does not exist. */
  readonly stack: Stack | undefined
  /** Newest event of the stack; undefined for a stack that was never created. */
  readonly lastEvent: string | undefined
  readonly disableRollback: boolean
  /** Undefined keeps the termination protection as it is. */
  readonly terminationProtection?: boolean | undefined
  /** Digest of the release that runs now, when it is known. */
  readonly runs?: string | undefined
  /** Finds who may write to an artifact bucket after the execution. Without it, this is not checked. */
  readonly examine?: (tree: ChangeTree) => Promise<readonly ArtifactWriter[]>
}

/** The plan of a change set, with the template that it was made from. */
export interface ServicePlan {
  readonly plan: FingerprintedPlan
  readonly review: PlanReview
  readonly template: string
}

/**
 * Makes the plan of a complete change set from CloudFormation's own data: the answers of DescribeChangeSet and
 * GetTemplate. The service role is that of the stack, because a change set does not return its own. For NoEcho
 * parameters only the presence of a value counts. The plan names the change set by its id, and stands for no other.
 * @throws StageError `template-invalid` when the template cannot be read, or a reason of the `Stacks` port
 */
export async function planFromService(
  changeSet: ChangeSet,
  facts: ServicePlanFacts,
  work: TreeReading,
): Promise<ServicePlan> {
  const { stack } = facts
  const { content } = changeSet
  const exists = stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS'
  const template = await work.stacks.readTemplate(changeSet.stackId, changeSet.id)
  const after = await parseTemplate(template, `the template of change set ${changeSet.name}`)
  const tree = await readChangeTree(changeSet, exists, after, work)
  const artifactWriters = (await facts.examine?.(tree)) ?? []
  const [, , , region = '', account = '', path = ''] = changeSet.stackId.split(':')
  const name = path.split('/')[1] ?? ''
  const given = [...content.parameters].sort((a, b) => (a.name < b.name ? -1 : 1))
  const values = given.map(({ name, value, usesPrevious }) => [name, value ?? (usesPrevious ? null : '')])
  const plan = fingerprinted({
    formatVersion: 2,
    kind: exists ? 'update' : 'create',
    stack: name,
    account,
    region,
    changeSet: changeSet.id,
    templateDigest: digestOf(template),
    parametersDigest: digestOf(values),
    parameters: given.map(({ name }) => name),
    resolvedParameters: resolvedDigests(content.parameters, name),
    tags: content.tags,
    capabilities: content.capabilities ?? [],
    ...defined({ roleArn: stack?.roleArn, notificationArns: content.notificationArns }),
    includeNested: content.includeNested ?? false,
    importExisting: content.importExisting,
    deploymentMode: content.deploymentMode,
    disableRollback: facts.disableRollback,
    terminationProtection: facts.terminationProtection ?? stack?.terminationProtection ?? false,
    ...defined({
      runs: facts.runs,
      lastEvent: facts.lastEvent,
      artifactWriters: artifactWriters.length === 0 ? undefined : artifactWriters,
    }),
    changes: plannedChanges(tree, !exists),
  })
  const known = given.map(({ name, value, usesPrevious }) => ({ name, value: usesPrevious ? undefined : value }))
  return { plan, review: planReview({ tree, plan, stack, parameters: known, secrets: [] }), template }
}
