import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { command, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/** The id of the newest execution. @throws StageError `execution-missing` when there is none */
export async function newestExecution(pipeline: string, pipelines: Pipelines): Promise<string> {
  const [first] = (await pipelines.executions(pipeline)).items
  if (first?.pipelineExecutionId === undefined)
    throw new StageError('execution-missing', `pipeline ${pipeline} has no execution`, {
      hint: next`start it: ${command('pipeline start', { pipeline })}`,
    })
  return first.pipelineExecutionId
}
