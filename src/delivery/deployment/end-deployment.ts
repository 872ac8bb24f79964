import type { DeployResult } from './deploy-options.ts'
import type { DeploymentRun } from './deployment-run.ts'
import type { DeploymentWork } from './deployment-work.ts'
import { resultOf } from './result.ts'
import { protect } from './stack/termination-protection.ts'
import type { LastStep } from './step.ts'

/** Sets the termination protection, which a change set does not cover, and gives the result. */
export async function endDeployment(
  last: LastStep,
  { desired, permitted, shown, approved, planOnly }: DeploymentRun,
  work: DeploymentWork,
): Promise<DeployResult> {
  const { kind, deployment, plan, review, changeSet } = last
  const exists = kind === 'deployed' || deployment.kind === 'update'
  let stack = kind === 'deployed' ? last.stack : deployment.stack
  if (stack !== undefined && exists && kind !== 'planned') {
    // The plan of this run contains the setting; without one, the approved plan must.
    const unseen = plan?.fingerprint === approved?.fingerprint ? undefined : approved
    stack = await protect(stack, { terminationProtection: desired.terminationProtection, planOnly, unseen }, work)
  }

  const parametersDigest = deployment.parameters.digest
  const request = { permitted, shown }
  switch (kind) {
    case 'deployed':
      return resultOf({ outcome: 'succeeded', stack, plan, review, changeSet, parametersDigest }, request)
    case 'no-changes': {
      const result = resultOf({ outcome: 'no-changes', stack, changeSet, parametersDigest }, request)
      return planOnly ? { ...result, fingerprint: plan.fingerprint } : result
    }
    case 'planned': {
      const kept = permitted.keepChangeSet ? changeSet : undefined
      const present = exists ? stack : undefined
      const ending = { outcome: 'succeeded', stack: present, plan, review, changeSet: kept, parametersDigest } as const
      return { ...resultOf(ending, request), stackId: present?.id ?? kept?.stackId }
    }
  }
}
