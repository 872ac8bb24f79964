import type { ChangeSet, Stack } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { changeCounts, type FingerprintedPlan } from '../plan/plan.ts'
import { summaryOf } from '../plan/rendering/plan-markdown.ts'
import type { PlanReview } from '../plan/values/review.ts'
import { planFileOf } from './approved-plan.ts'
import type { DeploymentRequest, DeployResult } from './deploy-options.ts'

/** What is known at the end of a deployment. */
export interface Ending {
  readonly outcome: DeployResult['outcome']
  readonly stack: Stack | undefined
  readonly plan?: FingerprintedPlan | undefined
  readonly review?: PlanReview | undefined
  /** The change set that was executed, was kept, or showed that there is nothing to change. */
  readonly changeSet?: Pick<ChangeSet, 'id' | 'name'> | undefined
  readonly parametersDigest: string
}

/** The result of a deployment as data; stages render it. */
export function resultOf(
  { outcome, stack, plan, review, changeSet, parametersDigest }: Ending,
  { permitted, shown }: Pick<DeploymentRequest, 'permitted' | 'shown'>,
): DeployResult {
  return {
    outcome,
    stackId: stack?.id,
    outputs: stack?.outputs ?? {},
    plan,
    ...defined({ review }),
    fingerprint: plan?.fingerprint,
    changeSetId: changeSet?.id,
    changeSetName: changeSet?.name,
    summary:
      plan === undefined
        ? outcome === 'no-changes'
          ? 'no changes'
          : 'finished by following an earlier run'
        : summaryOf(plan.changes),
    changes: changeCounts(plan?.changes ?? []),
    parametersDigest,
    runs: permitted.runs,
    planFile: plan === undefined ? undefined : planFileOf(shown.reportFolder),
  }
}
