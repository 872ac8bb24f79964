import { defined } from '../../core/run/defined.ts'
import { visibleJson } from '../../core/text/visible.ts'
import type { FingerprintedPlan } from '../plan/plan.ts'
import { planMarkdown } from '../plan/rendering/plan-markdown.ts'
import { planText } from '../plan/rendering/plan-text.ts'
import { planFileOf } from './approved-plan.ts'
import type { DeploymentRun } from './deployment-run.ts'
import type { DeploymentWork } from './deployment-work.ts'
import { plannedOutputs } from './outputs/change-outputs.ts'

/** Prints the plan, adds it to the summary, and writes `plan.json`. */
export async function showPlan(
  plan: FingerprintedPlan,
  { shown, planOnly }: Pick<DeploymentRun, 'shown' | 'planOnly'>,
  { files, report }: DeploymentWork['context'],
): Promise<void> {
  const planFile = planFileOf(shown.reportFolder)
  if (planFile !== undefined) await files.write(planFile, `${visibleJson(plan, 2)}\n`)
  if (planOnly) await shown.plans?.keep(plan)
  const command = planOnly ? shown.planCommand?.(plan.fingerprint) : undefined
  const text = planText(plan, defined({ label: shown.label, planFile, evidence: shown.evidenceLines, command }))
  const markdown = planMarkdown(plan, shown.label)
  report({ kind: 'outputs', values: { ...plannedOutputs(plan, markdown), planFile } })
  report({ kind: 'text', text })
  report({ kind: 'summary', markdown })
}
