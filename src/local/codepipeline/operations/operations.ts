import { checkRequest, type InputOf, type OperationName } from '../requests/check-request.ts'
import { refusedOperations, requestShapes } from '../requests/request-shapes.ts'
import type { Engine } from '../service/engine.ts'
import { ServiceFault } from '../service-fault.ts'
import type { Call, Caller } from './call.ts'
import * as executions from './executions.ts'
import * as jobs from './jobs.ts'
import * as pipelines from './pipelines.ts'
import * as stages from './stages.ts'
import * as tags from './tags.ts'
import * as types from './types.ts'

const handlers: { readonly [N in OperationName]: (call: Call, input: InputOf<N>) => object } = {
  AcknowledgeJob: jobs.acknowledge,
  CreateCustomActionType: types.create,
  CreatePipeline: pipelines.create,
  DeleteCustomActionType: types.remove,
  DeletePipeline: pipelines.remove,
  DisableStageTransition: stages.disable,
  EnableStageTransition: stages.enable,
  GetActionType: types.get,
  GetJobDetails: jobs.get,
  GetPipeline: pipelines.get,
  GetPipelineExecution: executions.get,
  GetPipelineState: pipelines.state,
  ListActionExecutions: executions.actions,
  ListActionTypes: types.list,
  ListPipelineExecutions: executions.list,
  ListPipelines: pipelines.list,
  ListRuleExecutions: executions.rules,
  ListRuleTypes: types.listRules,
  ListTagsForResource: tags.list,
  OverrideStageCondition: stages.override,
  PollForJobs: jobs.poll,
  PutActionRevision: executions.putRevision,
  PutApprovalResult: stages.approve,
  PutJobFailureResult: jobs.fail,
  PutJobSuccessResult: jobs.succeed,
  RetryStageExecution: stages.retry,
  RollbackStage: stages.rollback,
  StartPipelineExecution: executions.start,
  StopPipelineExecution: executions.stop,
  TagResource: tags.tag,
  UntagResource: tags.untag,
  UpdatePipeline: pipelines.update,
}

/**
 * Answers one operation. What it changes is kept before it answers.
 * @throws ServiceFault in the words of the service; UnsupportedOperation for one that only the service has
 */
export function answerOperation(engine: Engine, caller: Caller, operation: string, input: unknown): object {
  if ((refusedOperations as readonly string[]).includes(operation))
    throw new ServiceFault('UnsupportedOperation', `The local CodePipeline does not have ${operation}; AWS does.`)
  if (!isOperation(operation))
    throw new ServiceFault('UnknownOperation', `CodePipeline has no operation named '${operation}'.`)
  const call = { engine, caller, scope: engine.scope(caller.account, caller.region) }
  return answer(call, operation, input)
}

function answer<N extends OperationName>(call: Call, operation: N, input: unknown): object {
  return handlers[operation](call, checkRequest(operation, input))
}

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(requestShapes, name)
}
