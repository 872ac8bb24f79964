import type { Machine } from './machine.ts'
import type { ActionRecord, ExecutionRecord, PipelineEvent, StageRecord } from './records.ts'

/** Tells that the state of an execution changed, such as `STARTED`. */
export function tellExecution(machine: Machine, execution: ExecutionRecord, state: string): void {
  execution.updated = machine.now()
  const attempt = { 'pipeline-execution-attempt': execution.retries + 1 }
  put(machine, 'Pipeline', {
    ...common(machine, execution, state),
    'start-time': new Date(execution.started).toISOString(),
    'execution-trigger': { 'trigger-type': execution.trigger.triggerType, ...detailOf(execution) },
    ...attempt,
  })
}

/** Tells that the state of a stage changed. Its attempts begin at 0, until a stage was tried again (recorded). */
export function tellStage(machine: Machine, execution: ExecutionRecord, stage: StageRecord, state: string): void {
  const attempt = execution.retries === 0 ? 0 : execution.retries + 1
  put(machine, 'Stage', {
    ...common(machine, execution, state),
    stage: stage.name,
    'start-time': new Date(machine.now()).toISOString(),
    'pipeline-execution-attempt': attempt,
  })
}

/** Tells that the state of an action changed. */
export function tellAction(
  machine: Machine,
  execution: ExecutionRecord,
  stage: StageRecord,
  action: ActionRecord,
  state: string,
): void {
  const result = {
    ...(action.externalExecutionId !== undefined && { 'external-execution-id': action.externalExecutionId }),
    ...(action.summary !== undefined && { 'external-execution-summary': action.summary }),
    ...(action.error !== undefined && { 'error-code': action.error.code }),
  }
  put(machine, 'Action', {
    ...common(machine, execution, state),
    stage: stage.name,
    action: action.name,
    'action-execution-id': action.id,
    'start-time': new Date(action.started).toISOString(),
    region: machine.pipeline.region,
    type: {
      owner: action.type.owner,
      provider: action.type.provider,
      category: action.type.category,
      version: action.type.version,
    },
    'input-artifacts': action.inputs.map(told),
    ...(state === 'SUCCEEDED' && { 'output-artifacts': action.outputs.map(told) }),
    ...(Object.keys(result).length > 0 && { 'execution-result': result }),
    'pipeline-execution-attempt': execution.retries + 1,
  })
}

function told({ name, bucket, key }: { readonly name: string; readonly bucket: string; readonly key: string }) {
  return { name, s3location: { bucket, key } }
}

function common({ pipeline }: Machine, execution: ExecutionRecord, state: string) {
  return { pipeline: pipeline.name, 'execution-id': execution.id, state, version: execution.version }
}

function detailOf({ trigger }: ExecutionRecord) {
  return trigger.triggerDetail === undefined ? {} : { 'trigger-detail': trigger.triggerDetail }
}

function put(machine: Machine, what: 'Pipeline' | 'Stage' | 'Action', detail: PipelineEvent['detail']): void {
  machine.pipeline.outbox.push({
    id: machine.newId(),
    time: machine.now(),
    detailType: `CodePipeline ${what} Execution State Change`,
    detail,
  })
}
