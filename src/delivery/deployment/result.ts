import { poll } from '../../core/pacing/poll.ts'
import type { ChangeSet, Stack } from '../../core/ports/stacks.ts'
import { changeCounts, type FingerprintedPlan } from '../plan/plan.ts'
import { summaryOf } from '../plan/rendering/plan-markdown.ts'
import type { DeployResult } from './deploy-options.ts'
import type { Deployment } from './deployment.ts'
import type { DeploymentRun } from './deployment-run.ts'
import { planFileOf } from './make-plan.ts'

/** What is known at the end of a deployment. */
export interface Ending {
  readonly outcome: DeployResult['outcome']
  readonly stack: Stack | undefined
  readonly plan?: FingerprintedPlan
  /** The change set that was executed, was kept, or showed that there is nothing to change. */
  readonly changeSet?: Pick<ChangeSet, 'id' | 'name'>
}

/** The result of a deployment as data; stages render it. */
export function resultOf(
  ending: Ending,
  { parameters }: Deployment,
  { permitted, shown }: DeploymentRun,
): DeployResult {
  const { outcome, stack, plan } = ending
  return {
    outcome,
    stackId: stack?.id,
    outputs: stack?.outputs ?? {},
    plan,
    fingerprint: plan?.fingerprint,
    changeSetId: ending.changeSet?.id,
    changeSetName: ending.changeSet?.name,
    summary:
      plan === undefined
        ? outcome === 'no-changes'
          ? 'no changes'
          : 'finished by following an earlier run'
        : summaryOf(plan.changes),
    changes: changeCounts(plan?.changes ?? []),
    parametersDigest: parameters.digest,
    runs: permitted.runs,
    planFile: plan === undefined ? undefined : planFileOf(shown.reportFolder),
  }
}

/**
 * Reads the stack until it shows the status of its last event, for at most twenty seconds. A read right after the end
 * may still return the former state.
 */
export async function readSettled(stackId: string, status: string, run: DeploymentRun): Promise<Stack | undefined> {
  const { stacks, patient, context } = run
  let stack: Stack | undefined
  const settled = await poll(context, { first: 500, longest: 500, limit: 20_000 }, async () => {
    stack = await patient(() => stacks.find(stackId))
    return stack?.status === status ? stack : undefined
  })
  if (settled !== undefined) return settled
  context.report({
    kind: 'warning',
    text: `stack ${stackId} ended in ${status}, but still reads as ${stack?.status ?? 'absent'}`,
  })
  return stack
}
