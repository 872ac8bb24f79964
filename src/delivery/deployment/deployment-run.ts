import { type ApprovedPlan, approvedPlan } from './approved-plan.ts'
import type { DeploymentRequest } from './deploy-options.ts'
import type { DeploymentWork } from './deployment-work.ts'
import { type WantedTemplate, wantedTemplate } from './wanted-template.ts'

/** One deployment as it was asked for, with its template parsed. */
export interface DeploymentRun extends DeploymentRequest {
  readonly wanted: WantedTemplate
  /** The only plan that may be executed; undefined when any plan may. */
  readonly approved: ApprovedPlan | undefined
  /** Whether the run stops after the plan. */
  readonly planOnly: boolean
}

/** Reads the template and the fingerprint. @throws StageError `template-invalid`, `input-missing`, `input-invalid` */
export async function deploymentRun(
  request: DeploymentRequest,
  context: DeploymentWork['context'],
): Promise<DeploymentRun> {
  const { desired, permitted, shown } = request
  return {
    desired,
    permitted,
    shown,
    approved: approvedPlan(permitted.plan, shown, context),
    planOnly: permitted.plan?.kind === 'only',
    wanted: await wantedTemplate(desired),
  }
}
