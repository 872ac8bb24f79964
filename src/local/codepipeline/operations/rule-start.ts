import { isRecord } from '../../../core/documents/is-record.ts'
import { startExecution } from '../commands/start-execution.ts'
import { checkRequest } from '../requests/check-request.ts'
import { type Call, changing, definitionOf } from './call.ts'

/** What EventBridge asks of a pipeline that is the target of a rule. */
export interface RuleStart {
  readonly pipeline: string
  /** ARN of the rule. */
  readonly rule: string
  /** The same for every attempt to deliver the same event. */
  readonly token: string
  /** What the target is given: the event, or what its input makes of the event. */
  readonly input: unknown
}

/**
 * Starts a pipeline for an event. Variables and source revisions come from the input of the target (CodePipeline User
 * Guide, "Create an EventBridge rule for an Amazon S3 source"); other members mean nothing.
 * @returns the id of the execution
 * @throws ServiceFault PipelineNotFound, Validation
 */
export function startByRule(call: Call, { pipeline, rule, token, input }: RuleStart): string {
  const { variables, sourceRevisions } = isRecord(input) ? input : {}
  const request = checkRequest('StartPipelineExecution', {
    name: pipeline,
    clientRequestToken: token,
    ...(variables !== undefined && { variables }),
    ...(sourceRevisions !== undefined && { sourceRevisions }),
  })
  definitionOf(call, pipeline)
  const trigger = { triggerType: 'CloudWatchEvent', triggerDetail: rule }
  return changing(call, pipeline, (machine) => startExecution(machine, { ...request, trigger }))
}
