import { beginRollback } from '../machine/begin-rollback.ts'
import { currentDeclaration, holderOf, type Machine, modeOf, recordOf } from '../machine/machine.ts'
import { ServiceFault } from '../service-fault.ts'
import { knownExecution, stageNamed } from './find.ts'

/** What a request for a rollback says. */
export interface RollbackRequest {
  readonly stageName: string
  readonly targetPipelineExecutionId: string
  /** ARN of whoever asks. */
  readonly by: string
}

/**
 * Begins a rollback of one stage to an execution that succeeded in it. All modes and the source stage are accepted
 * (recorded; the guide says no to PARALLEL and to the source stage).
 * @returns the id of the new execution
 * @throws ServiceFault StageNotFound, PipelineExecutionNotFound, PipelineExecutionOutdated, UnableToRollbackStage
 */
export function rollbackStage(machine: Machine, request: RollbackRequest): string {
  const { pipeline } = machine
  const { stageName, targetPipelineExecutionId: id, by } = request
  stageNamed(pipeline, stageName)
  const target = knownExecution(pipeline, id)
  if (target.version !== pipeline.declarations.length)
    throw new ServiceFault(
      'PipelineExecutionOutdated',
      `The pipeline execution '${id}' ran version ${target.version} of the pipeline, which has been updated since.`,
    )
  if (target.type === 'ROLLBACK' || recordOf(target, stageName)?.status !== 'Succeeded')
    throw unable(stageName, `the pipeline execution '${id}' did not succeed in it`)
  const declaration = currentDeclaration(pipeline)
  const holder = holderOf(
    pipeline,
    declaration.stages.findIndex(({ name }) => name === stageName),
  )
  if (holder !== undefined && modeOf(declaration) !== 'PARALLEL')
    throw unable(stageName, `the pipeline execution '${holder.id}' is in it`)
  return beginRollback(machine, stageName, target, {
    triggerType: 'ManualRollback',
    triggerDetail: JSON.stringify({ rollbackTargetPipelineExecutionId: id, principal: by }),
  }).id
}

function unable(stageName: string, reason: string): ServiceFault {
  return new ServiceFault('UnableToRollbackStage', `The stage '${stageName}' cannot be rolled back: ${reason}.`)
}
