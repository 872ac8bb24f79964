import type { ExecutionFacts } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { isCreationRun, isEmptyCreationRun } from '../../../pipeline/execution/creation-run.ts'
import { everyPage } from './every-page.ts'

/**
 * The status of an execution for people: that of the service, but `Ended` for a creation run in which nothing ran. Only
 * a creation run that failed needs a call.
 * @param status the one that is shown, maybe of one stage
 */
export async function shownStatus(
  execution: Pick<ExecutionFacts, 'pipelineExecutionId' | 'trigger'>,
  status: string,
  pipeline: string,
  pipelines: Pick<Pipelines, 'actions'>,
): Promise<string> {
  const { pipelineExecutionId: id } = execution
  if (status !== 'Failed' || id === undefined || !isCreationRun(execution)) return status
  const actions = await everyPage((page) => pipelines.actions(pipeline, id, page))
  return isEmptyCreationRun({ ...execution, status }, actions) ? 'Ended' : status
}
