import { StageError } from '../../../core/run/stage-error.ts'
import type { FingerprintedPlan } from '../plan.ts'
import { risksBySeverity } from './risks.ts'

/**
 * Refuses a plan that nobody approved when it loses data, inside of the stack or by cutting it off from the stack.
 * @throws StageError `rollback-unapproved` that names the first resource
 */
export function refuseDataLoss(plan: FingerprintedPlan): void {
  const hit = risksBySeverity(plan.changes).find(({ risk }) => risk.label === 'data loss')
  if (hit === undefined) return
  const { resource, type } = hit.change
  throw new StageError(
    'rollback-unapproved',
    `nobody approved this rollback, and it would lose data: ${resource} (${type}) ${hit.risk.text}`,
    { hint: 'make a plan of the release that should run, let somebody approve it, and promote exactly this plan' },
  )
}
