import type { ChangeSet } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { againFromPlan, input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { visibleJson } from '../../core/text/visible.ts'
import { digestOf } from '../digest.ts'
import { type ChangeTree, fingerprinted, plannedChanges } from '../plan/build-plan.ts'
import { examineChangeTree } from '../plan/examine-artifact-access.ts'
import { shownFingerprint } from '../plan/fingerprint.ts'
import type { FingerprintedPlan } from '../plan/plan.ts'
import { planDifference } from '../plan/plan-difference.ts'
import { parsePlan } from '../plan/plan-store.ts'
import { refuseMoves } from '../plan/refuse-moves.ts'
import { planMarkdown } from '../plan/rendering/plan-markdown.ts'
import { planText } from '../plan/rendering/plan-text.ts'
import { resolvedDigests } from '../plan/resolved-parameters.ts'
import { isProtected } from '../plan/risk/stateful-types.ts'
import { plannedOutputs } from './change-outputs.ts'
import { readChangeTree } from './change-set/change-tree.ts'
import { type Deployment, includesNested } from './deployment.ts'
import type { DeploymentRun } from './deployment-run.ts'

/** The plan of a complete change set that this run requested. */
export async function planOf(
  changeSet: ChangeSet,
  deployment: Pick<Deployment, 'kind' | 'parameters' | 'history' | 'stack'>,
  run: DeploymentRun,
): Promise<FingerprintedPlan> {
  const { kind, parameters, stack } = deployment
  const tree: ChangeTree = await readChangeTree(changeSet, kind === 'update', run.wanted.template, run)
  refuseMoves(tree)
  const artifactWriters = await examineChangeTree(tree, { stack, parameters, stackId: changeSet.stackId }, run)
  return planOfTree(changeSet, tree, artifactWriters, deployment, run)
}

/**
 * The plan that changes nothing. It has a fingerprint like any other plan: the run that executes gets it as its
 * approval, and an empty text would mean that no plan was approved.
 */
export function emptyPlanOf(
  changeSet: ChangeSet,
  deployment: Pick<Deployment, 'kind' | 'parameters' | 'history' | 'stack'>,
  run: DeploymentRun,
): FingerprintedPlan {
  const tree = { changeSet: { changes: [] }, before: undefined, after: undefined, nested: new Map() }
  return planOfTree(changeSet, tree, [], deployment, run)
}

function planOfTree(
  changeSet: ChangeSet,
  tree: ChangeTree,
  artifactWriters: FingerprintedPlan['artifactWriters'] & object,
  { kind, parameters, history, stack }: Pick<Deployment, 'kind' | 'parameters' | 'history' | 'stack'>,
  { desired, permitted, wanted }: DeploymentRun,
): FingerprintedPlan {
  const [, , , region = '', account = ''] = changeSet.stackId.split(':')
  const roleArn = desired.roleArn ?? stack?.roleArn
  return fingerprinted({
    formatVersion: 2,
    kind,
    stack: desired.stack,
    account,
    region,
    templateDigest: wanted.template === undefined ? digestOf(tree.after ?? '') : wanted.digest,
    parametersDigest: parameters.digest,
    parameters: parameters.parameters.map(({ name }) => name),
    resolvedParameters: resolvedDigests(changeSet.content.parameters, desired.stack),
    ...defined({ tags: desired.tags }),
    capabilities: desired.capabilities,
    ...defined({ roleArn, notificationArns: desired.notificationArns }),
    includeNested: includesNested({ desired, wanted }),
    importExisting: desired.importExisting ?? false,
    deploymentMode: desired.revertDrift && kind === 'update' ? 'REVERT_DRIFT' : 'STANDARD',
    disableRollback: permitted.policy.disableRollback ?? false,
    terminationProtection: desired.terminationProtection ?? stack?.terminationProtection ?? false,
    ...defined({
      runs: permitted.runs,
      lastEvent: history.newest,
      artifactWriters: artifactWriters.length === 0 ? undefined : artifactWriters,
    }),
    changes: plannedChanges(tree, kind === 'create'),
  })
}

/**
 * @throws StageError `stack-protected` when the plan deletes or may replace a resource of a protected type without
 * `Retain`
 */
export function refuseProtected(plan: FingerprintedPlan, protect: readonly string[]): void {
  const hit = plan.changes.find(
    ({ effect, type, former }) =>
      ['remove', 'replace', 'may-replace'].includes(effect) && former !== 'Retain' && isProtected(type, protect),
  )
  if (hit === undefined) return
  const what = { remove: 'would delete', replace: 'would replace', 'may-replace': 'may replace' }[
    hit.effect as 'remove'
  ]
  const why = hit.because.length === 0 ? '' : `, because ${hit.because.join(', ')} changed`
  throw new StageError(
    'stack-protected',
    `the plan ${what} ${hit.resource} (${hit.type})${why}; this environment protects the type`,
    {
      hint: 'keep the resource as it is, set its DeletionPolicy and UpdateReplacePolicy to Retain, or change "protect" in liftlock.yml',
    },
  )
}

/** Prints the plan, adds it to the summary, and writes `plan.json`. */
export async function showPlan(plan: FingerprintedPlan, { permitted, shown, context }: DeploymentRun): Promise<void> {
  const planFile = planFileOf(shown.reportFolder)
  if (planFile !== undefined) await context.files.write(planFile, `${visibleJson(plan, 2)}\n`)
  if (permitted.plan?.kind === 'only') await shown.plans?.keep(plan)
  const command = permitted.plan?.kind === 'only' ? shown.planCommand?.(plan.fingerprint) : undefined
  const text = planText(plan, defined({ label: shown.label, planFile, evidence: shown.evidenceLines, command }))
  const markdown = planMarkdown(plan, shown.label)
  context.report({ kind: 'outputs', values: { ...plannedOutputs(plan, markdown), planFile } })
  context.report({ kind: 'text', text })
  context.report({ kind: 'summary', markdown })
}

/** The file where an earlier run may have left the approved plan. */
export function planFileOf(reportFolder: string | undefined): string | undefined {
  return reportFolder === undefined ? undefined : `${reportFolder}/plan.json`
}

/** @throws StageError `plan-changed` with the difference, when the plan is not the approved one */
export async function refuseOtherPlan(plan: FingerprintedPlan, approved: string, run: DeploymentRun): Promise<void> {
  if (plan.fingerprint === approved) return
  const then = await findApproved(approved, run)
  const lines = then === undefined ? [] : planDifference(then, plan).map((line) => `  ${line}`)
  const title = `plan ${shownFingerprint(approved)} was approved, but the plan is now ${shownFingerprint(plan.fingerprint)}`
  throw new StageError('plan-changed', [title, ...lines].join('\n'), {
    hint: next`review the plan again with ${input('plan-only')}, and approve the new fingerprint; ${againFromPlan}`,
  })
}

/** The approved plan, from the store or the report folder; undefined when neither has it. */
export async function findApproved(
  approved: string,
  { shown, context }: DeploymentRun,
): Promise<FingerprintedPlan | undefined> {
  const kept = await shown.plans?.find(approved)
  if (kept !== undefined) return kept
  const path = planFileOf(shown.reportFolder)
  const text = path === undefined ? undefined : await context.files.findText(path)
  return text === undefined || path === undefined ? undefined : parsePlan(text, approved, path, context.report)
}
