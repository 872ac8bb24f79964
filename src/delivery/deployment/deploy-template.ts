import { pauseAfter } from '../../core/pacing/back-off.ts'
import type { AwsAccount } from '../../core/ports/aws.ts'
import type { DeploymentRequest, DeployResult } from './deploy-options.ts'
import { deploymentRun } from './deployment-run.ts'
import { type DeploymentWork, deploymentWork } from './deployment-work.ts'
import { endDeployment } from './end-deployment.ts'
import { takeStep } from './take-step.ts'

/** How often the stack may differ from what was read before CloudFormation's own error is reported. */
const conflictsAllowed = 20

/**
 * Deploys a template with its parameters to one stack: change set, plan, approval by fingerprint, execution, following,
 * outputs. A second run finds and follows what a first one started; nothing is executed twice.
 * @throws StageError `template-invalid`, `plan-changed`, `stack-protected`, `artifact-bucket-writable`,
 * `stack-rolled-back`, `stack-failed`, `stack-stuck`, `stack-busy`, `operation-running`, `operation-unknown`, or a
 * reason of the `Stacks` port
 */
export async function deployTemplate(
  request: DeploymentRequest,
  account: Pick<AwsAccount, 'objects' | 'region' | 'stacks'>,
  context: DeploymentWork['context'],
): Promise<DeployResult> {
  const work = deploymentWork(account, request.permitted, context)
  const run = await deploymentRun(request, context)
  for (let conflicts = 0; ; ) {
    const step = await takeStep(run, work)
    switch (step.kind) {
      case 'again':
        break
      case 'conflict':
        conflicts += 1
        if (conflicts > conflictsAllowed || context.clock.elapsed() > work.deadline) throw step.error
        await context.clock.sleep(pauseAfter(conflicts, { first: 250, longest: 2000 }), context.signal)
        break
      default:
        return endDeployment(step, run, work)
    }
  }
}
