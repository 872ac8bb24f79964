import { countsAsEntered, openExecutions } from '../machine/decisions.ts'
import type { DeclaredStage } from '../machine/declaration.ts'
import { currentDeclaration, isOpen, type Machine, recordOf } from '../machine/machine.ts'
import type { ExecutionRecord, PipelineRecord, StageRecord } from '../machine/records.ts'
import { ServiceFault } from '../service-fault.ts'

/** @throws ServiceFault StageNotFound */
export function stageNamed(pipeline: PipelineRecord, name: string): DeclaredStage {
  const stage = currentDeclaration(pipeline).stages.find((each) => each.name === name)
  if (stage !== undefined) return stage
  throw new ServiceFault('StageNotFound', `The pipeline '${pipeline.name}' does not contain a stage named '${name}'.`)
}

/** Undefined for an id that no execution of the pipeline has. */
export function executionWith({ executions }: PipelineRecord, id: string): ExecutionRecord | undefined {
  return executions.find((each) => each.id === id)
}

/** @throws ServiceFault PipelineExecutionNotFound */
export function knownExecution(pipeline: PipelineRecord, id: string): ExecutionRecord {
  const execution = executionWith(pipeline, id)
  if (execution !== undefined) return execution
  throw new ServiceFault(
    'PipelineExecutionNotFound',
    `The pipeline execution with id '${id}' of the pipeline '${pipeline.name}' does not exist.`,
  )
}

/**
 * One more execution would be too many. An execution that goes on after its end counts as one more.
 * @throws ServiceFault ConcurrentPipelineExecutionsLimitExceeded
 */
export function refuseTooMany({ name, executions }: PipelineRecord): void {
  if (executions.filter((each) => isOpen(each) && !each.parked).length < openExecutions) return
  throw new ServiceFault(
    'ConcurrentPipelineExecutionsLimitExceeded',
    `The pipeline '${name}' has ${openExecutions} executions that have not ended.`,
  )
}

/** The execution that entered a stage last, with its record of the stage. */
export function latestIn(
  { executions }: PipelineRecord,
  name: string,
): { readonly execution: ExecutionRecord; readonly stage: StageRecord } | undefined {
  return executions
    .flatMap((execution) => {
      const stage = recordOf(execution, name)
      return stage !== undefined && countsAsEntered(stage) ? [{ execution, stage }] : []
    })
    .sort((one, other) => other.stage.entry - one.stage.entry)[0]
}

/**
 * The record of a stage in an execution that entered it last.
 * @throws ServiceFault NotLatestPipelineExecution, or of the given type when the execution never was in the stage
 */
export function latestRecord(
  { pipeline }: Machine,
  name: string,
  id: string,
  otherwise: string,
): { readonly execution: ExecutionRecord; readonly stage: StageRecord } {
  const execution = executionWith(pipeline, id)
  const stage = execution === undefined ? undefined : recordOf(execution, name)
  if (execution === undefined || stage === undefined)
    throw new ServiceFault(otherwise, `The pipeline execution '${id}' has not been in the stage '${name}'.`)
  const newer = latestIn(pipeline, name)?.stage
  const inTurn = currentDeclaration(pipeline).executionMode !== 'PARALLEL'
  if (inTurn && newer !== undefined && newer.entry > stage.entry)
    throw new ServiceFault(
      'NotLatestPipelineExecution',
      `The pipeline execution '${id}' is not the latest one in the stage '${name}'.`,
    )
  return { execution, stage }
}
