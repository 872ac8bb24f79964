import type { PipelineDeclaration, StageState } from '../../../core/ports/pipeline-shapes.ts'
import { command, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { stageOf } from '../driving/declared-stage.ts'

/**
 * Refuses a rollback that the service takes and that nobody can mean. In a pipeline of parallel executions, a stage has
 * no state to go back to. A source stage reads what its source has now, whatever the other execution read.
 * @throws StageError `input-invalid` for a stage that does not exist, `pipeline-refused`
 */
export function refuseUnwise(pipeline: string, stage: string, definition: PipelineDeclaration): void {
  const declared = stageOf(pipeline, stage, definition)
  const { executionMode } = definition
  const start = next`start the revisions that are meant: ${command('pipeline start', { pipeline })}`
  if (executionMode === 'PARALLEL')
    throw new StageError(
      'pipeline-refused',
      `stage ${stage} of pipeline ${pipeline} cannot be rolled back: its executions run in parallel (PARALLEL)`,
      { hint: start },
    )
  if (declared.actions?.some(({ actionTypeId }) => actionTypeId?.category === 'Source'))
    throw new StageError(
      'pipeline-refused',
      `stage ${stage} of pipeline ${pipeline} cannot be rolled back: its sources would be read as they are now`,
      { hint: start },
    )
}

/** Refuses while an execution is in the stage. @throws StageError `pipeline-refused` */
export function refuseBusy(pipeline: string, { stageName: stage = '', latestExecution }: StageState): void {
  const { pipelineExecutionId: execution, status } = latestExecution ?? {}
  if (status !== 'InProgress' && status !== 'Stopping') return
  throw new StageError(
    'pipeline-refused',
    `stage ${stage} of pipeline ${pipeline} cannot be rolled back: execution ${execution} is in it (${status})`,
    {
      hint: next`wait for its end: ${command('pipeline follow', { pipeline, execution })}; or end it: ${command('pipeline stop', { pipeline, execution })}`,
    },
  )
}
