import type { AwsAccount } from '../../src/core/ports/aws.ts'
import type {
  DeploymentPermissions,
  DeploymentRequest,
  DesiredStack,
  PlanDisplay,
} from '../../src/delivery/deployment/deploy-options.ts'

/** All that decides a deployment in one object, as tests give it. */
export type DeployOptions = { readonly account: AwsAccount } & DesiredStack & DeploymentPermissions & PlanDisplay

/** The same in its three parts, without the account. */
export function requestOf(options: Omit<DeployOptions, 'account'>): DeploymentRequest {
  const { label, evidenceLines, planCommand, reportFolder, plans, ...decided } = options
  const { plan, policy, timeoutSeconds, keepChangeSet, keepFailedChangeSet, artifacts, ...rest } = decided
  const { runs, verified, guard, requireRights, onApproved, ...desired } = rest
  const checks = { runs, verified, guard, requireRights, onApproved }
  const permitted = { plan, policy, timeoutSeconds, keepChangeSet, keepFailedChangeSet, artifacts, ...checks }
  const shown = { label, evidenceLines, planCommand, reportFolder, plans }
  return { desired, permitted: given(permitted), shown: given(shown) } as DeploymentRequest
}

/** Without the members that are undefined. */
function given(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
