import { againFromPlan, input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { parseFingerprint, shownFingerprint } from '../plan/fingerprint.ts'
import type { FingerprintedPlan } from '../plan/plan.ts'
import { planDifference } from '../plan/plan-difference.ts'
import { parsePlan } from '../plan/plan-store.ts'
import type { PlanChoice, PlanDisplay } from './deploy-options.ts'
import type { DeploymentWork } from './deployment-work.ts'

/** The plan that somebody approved. */
export interface ApprovedPlan {
  /** All 64 hex digits. */
  readonly fingerprint: string
  /** The plan itself, from the store or the report folder; undefined when neither has it. */
  find(): Promise<FingerprintedPlan | undefined>
}

/**
 * The approved plan of a run; undefined when the run may execute any plan, or none.
 * @throws StageError `input-invalid` for text that is no fingerprint
 */
export function approvedPlan(
  choice: PlanChoice | undefined,
  { plans, reportFolder }: Pick<PlanDisplay, 'plans' | 'reportFolder'>,
  { files, report }: Pick<DeploymentWork['context'], 'files' | 'report'>,
): ApprovedPlan | undefined {
  if (choice?.kind !== 'exactly') return undefined
  const fingerprint = parseFingerprint(choice.fingerprint)
  return {
    fingerprint,
    async find() {
      const kept = await plans?.find(fingerprint)
      if (kept !== undefined) return kept
      const path = planFileOf(reportFolder)
      const text = path === undefined ? undefined : await files.findText(path)
      return text === undefined || path === undefined ? undefined : parsePlan(text, fingerprint, path, report)
    },
  }
}

/** The file where an earlier run may have left the approved plan. */
export function planFileOf(reportFolder: string | undefined): string | undefined {
  return reportFolder === undefined ? undefined : `${reportFolder}/plan.json`
}

/** @throws StageError `plan-changed` with the difference, when the plan is not the approved one */
export async function refuseOtherPlan(plan: FingerprintedPlan, approved: ApprovedPlan): Promise<void> {
  const { fingerprint } = approved
  if (plan.fingerprint === fingerprint) return
  const then = await approved.find()
  const lines = then === undefined ? [] : planDifference(then, plan).map((line) => `  ${line}`)
  const title = `plan ${shownFingerprint(fingerprint)} was approved, but the plan is now ${shownFingerprint(plan.fingerprint)}`
  throw new StageError('plan-changed', [title, ...lines].join('\n'), {
    hint: next`review the plan again with ${input('plan-only')}, and approve the new fingerprint; ${againFromPlan}`,
  })
}
