import type { ActionServices } from '../../../aws/pipeline-actions/action-services.ts'
import type { ActionIdentity } from '../../../aws/pipeline-actions/pipeline-services.ts'
import type { Settlement } from '../machine/settle.ts'
import type { Order } from '../service/perform-work.ts'
import { jobEvent } from './lambda-invoke.ts'
import { failed, settling } from './shared/action-failure.ts'
import { functionEndsRule } from './shared/decisions.ts'

/**
 * The rule LambdaInvoke: calls a function with a job, once. `PutJobSuccessResult` and `PutJobFailureResult` end the rule,
 * and an error of the function fails it (CodePipeline User Guide, "LambdaInvoke").
 */
export async function callRule(
  services: Pick<ActionServices, 'artifactCredentials' | 'callFunction'>,
  order: Order,
  identity: ActionIdentity,
): Promise<Settlement | undefined> {
  const { work } = order
  const job = order.job()
  // The function had this job before a restart.
  if (work.checkpoint === job.id) return undefined
  const { FunctionName = '' } = work.resolvedConfiguration
  return await settling('AWSLambda', async () => {
    const keys = await services.artifactCredentials(identity, { inputs: work.inputs, outputs: [] })
    const event = jobEvent(order, job, keys)
    order.progress({ checkpoint: job.id, externalExecutionId: FunctionName })
    const { error } = await services.callFunction(identity, FunctionName, event, order.signal)
    return functionEndsRule(error) ? failed('JobFailed', `The function ${FunctionName} failed: ${error}`) : undefined
  })
}
