import { beginRetry } from '../machine/begin-retry.ts'
import type { RetryMode } from '../machine/declaration.ts'
import { currentDeclaration, holderOf, type Machine, modeOf } from '../machine/machine.ts'
import { ServiceFault } from '../service-fault.ts'
import { latestRecord, refuseTooMany, stageNamed } from './find.ts'

/** What a request for a retry says. */
export interface RetryRequest {
  readonly stageName: string
  readonly pipelineExecutionId: string
  readonly retryMode: RetryMode
}

/**
 * Tries a stage again that failed or was stopped, in the same execution.
 * @throws ServiceFault StageNotFound, StageNotRetryable, NotLatestPipelineExecution, Conflict,
 *   ConcurrentPipelineExecutionsLimitExceeded
 */
export function retryStage(machine: Machine, { stageName, pipelineExecutionId, retryMode }: RetryRequest): void {
  const { pipeline } = machine
  stageNamed(pipeline, stageName)
  const { execution, stage } = latestRecord(machine, stageName, pipelineExecutionId, 'StageNotRetryable')
  if (execution.version !== pipeline.declarations.length)
    throw notRetryable(stageName, 'the pipeline has been updated since the execution began')
  if (stage.status !== 'Failed' && stage.status !== 'Stopped')
    throw notRetryable(stageName, `its status is ${stage.status}`)
  const holder = holderOf(pipeline, execution.position)
  if (holder !== undefined && modeOf(currentDeclaration(pipeline)) !== 'PARALLEL')
    throw new ServiceFault('Conflict', `The pipeline execution '${holder.id}' is in the stage '${stageName}'.`)
  refuseTooMany(pipeline)
  beginRetry(machine, execution, stage, { mode: retryMode, trigger: 'ManualStageRetry' })
}

function notRetryable(stageName: string, reason: string): ServiceFault {
  return new ServiceFault('StageNotRetryable', `The stage '${stageName}' cannot be retried: ${reason}.`)
}
