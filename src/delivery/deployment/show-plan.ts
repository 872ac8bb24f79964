import { defined } from '../../core/run/defined.ts'
import { visibleJson } from '../../core/text/visible.ts'
import { planMarkdown } from '../plan/rendering/plan-markdown.ts'
import { planText } from '../plan/rendering/plan-text.ts'
import type { ReviewedPlan } from '../plan/values/review.ts'
import { planFileOf } from './approved-plan.ts'
import type { DeploymentRun } from './deployment-run.ts'
import type { DeploymentWork } from './deployment-work.ts'
import { plannedOutputs } from './outputs/change-outputs.ts'

/**
 * Prints the plan, adds it to the summary, and writes `plan.json`. Values are shown and written to the file, but not to
 * the store: the plan of another run is read there, and the fingerprint covers no values.
 */
export async function showPlan(
  { plan, review }: ReviewedPlan,
  { shown, planOnly }: Pick<DeploymentRun, 'shown' | 'planOnly'>,
  { files, report }: DeploymentWork['context'],
): Promise<void> {
  const planFile = planFileOf(shown.reportFolder)
  if (planFile !== undefined) await files.write(planFile, `${visibleJson({ ...plan, review }, 2)}\n`)
  if (planOnly) await shown.plans?.keep(plan)
  const command = planOnly ? shown.planCommand?.(plan.fingerprint) : undefined
  const text = planText(plan, defined({ label: shown.label, review, planFile, evidence: shown.evidenceLines, command }))
  const markdown = planMarkdown(plan, { label: shown.label, review })
  report({ kind: 'outputs', values: { ...plannedOutputs(plan, markdown), planFile } })
  report({ kind: 'text', text })
  report({ kind: 'summary', markdown })
}
