import { own } from '../../../core/run/own.ts'
import { knownExecution, stageNamed } from '../commands/find.ts'
import { startExecution } from '../commands/start-execution.ts'
import { stopExecution } from '../commands/stop-execution.ts'
import type { PipelineRecord } from '../machine/records.ts'
import { setOwn } from '../machine/set-own.ts'
import type { InputOf } from '../requests/check-request.ts'
import { ServiceFault } from '../service-fault.ts'
import { pageOf } from '../views/paging.ts'
import { executionSummary, executionsOf, executionView } from '../views/pipeline-executions.ts'
import { actionDetail, type RunFilter, ruleDetail, runsOf } from '../views/work-executions.ts'
import { type Call, changing, definitionOf, pipelineOf } from './call.ts'

export function start(call: Call, { name, ...request }: InputOf<'StartPipelineExecution'>): object {
  definitionOf(call, name)
  const trigger = { triggerType: 'StartPipelineExecution', triggerDetail: call.caller.arn }
  return { pipelineExecutionId: changing(call, name, (machine) => startExecution(machine, { ...request, trigger })) }
}

export function stop(call: Call, { pipelineName, ...request }: InputOf<'StopPipelineExecution'>): object {
  changing(call, pipelineName, (machine) => stopExecution(machine, { ...request, by: call.caller.arn }))
  return { pipelineExecutionId: request.pipelineExecutionId }
}

export function get(call: Call, input: InputOf<'GetPipelineExecution'>): object {
  const pipeline = pipelineOf(call, input.pipelineName)
  return { pipelineExecution: executionView(pipeline, knownExecution(pipeline, input.pipelineExecutionId)) }
}

export function list(call: Call, { pipelineName, filter, ...paging }: InputOf<'ListPipelineExecutions'>): object {
  const pipeline = pipelineOf(call, pipelineName)
  const stage = filter?.succeededInStage?.stageName
  const all = executionsOf(pipeline, stage).filter(call.engine.lag.isListed)
  const { items, ...more } = pageOf(all, ({ id }) => id, paging, [pipelineName, stage])
  return { pipelineExecutionSummaries: items.map((each) => executionSummary(pipeline, each)), ...more }
}

export function actions(call: Call, { pipelineName, filter = {}, ...paging }: InputOf<'ListActionExecutions'>): object {
  const pipeline = filtered(call, pipelineName, filter)
  const all = runsOf(pipeline, (stage) => stage.actions, filter)
  const { items, ...more } = pageOf(all, ({ work }) => work.id, paging, [pipelineName, 'actions', filter])
  return { actionExecutionDetails: items.map((each) => actionDetail(each, pipeline.region)), ...more }
}

export function rules(call: Call, { pipelineName, filter = {}, ...paging }: InputOf<'ListRuleExecutions'>): object {
  const pipeline = filtered(call, pipelineName, filter)
  const all = runsOf(pipeline, (stage) => stage.rules, filter)
  const { items, ...more } = pageOf(all, ({ work }) => work.id, paging, [pipelineName, 'rules', filter])
  return { ruleExecutionDetails: items.map((each) => ruleDetail(each, pipeline.region)), ...more }
}

/** A source that somebody else watches has a new revision: an execution starts, unless it is known. */
export function putRevision(call: Call, input: InputOf<'PutActionRevision'>): object {
  const { pipelineName, stageName, actionName, actionRevision } = input
  const { revisionId } = actionRevision
  const pipeline = pipelineOf(call, pipelineName)
  const action = stageNamed(pipeline, stageName).actions.find(({ name }) => name === actionName)
  if (action?.actionTypeId.category !== 'Source')
    throw new ServiceFault('ActionNotFound', `The stage '${stageName}' has no source action named '${actionName}'.`)
  const key = `${stageName}/${actionName}/${revisionId}`
  const known = own(pipeline.putRevisions, key)
  if (known !== undefined) return { newRevision: false, pipelineExecutionId: known.execution }
  const execution = changing(call, pipelineName, (machine) => {
    const id = startExecution(machine, { trigger: { triggerType: 'PutActionRevision', triggerDetail: revisionId } })
    setOwn(machine.pipeline.putRevisions, key, { execution: id })
    return id
  })
  return { newRevision: true, pipelineExecutionId: execution }
}

/** @throws ServiceFault PipelineNotFound, PipelineExecutionNotFound */
function filtered(call: Call, name: string, filter: RunFilter): PipelineRecord {
  const pipeline = pipelineOf(call, name)
  const id = filter.pipelineExecutionId ?? filter.latestInPipelineExecution?.pipelineExecutionId
  if (id !== undefined) knownExecution(pipeline, id)
  return pipeline
}
