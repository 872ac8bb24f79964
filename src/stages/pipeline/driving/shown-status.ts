import { everyPage } from '../../../core/pacing/every-page.ts'
import type { ExecutionFacts } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { isCreationRun, isEmptyCreationRun } from '../../../pipeline/execution/creation-run.ts'
import { whenAllowed } from './when-allowed.ts'

/**
 * The status of an execution for people: that of the service, but `Ended` for a creation run that names no release. Only
 * a creation run that failed needs calls.
 * @param status the one that is shown, maybe of one stage
 */
export async function shownStatus(
  execution: Pick<ExecutionFacts, 'pipelineExecutionId' | 'trigger'>,
  status: string,
  pipeline: string,
  pipelines: Pick<Pipelines, 'actions' | 'rules' | 'definition'>,
): Promise<string> {
  const { pipelineExecutionId: id } = execution
  if (status !== 'Failed' || id === undefined || !isCreationRun(execution)) return status
  const actions = await everyPage((page) => pipelines.actions(pipeline, id, page))
  const rules = await whenAllowed(
    everyPage((page) => pipelines.rules(pipeline, id, page)),
    [],
  )
  const definition = await whenAllowed(pipelines.definition(pipeline), {})
  return isEmptyCreationRun({ execution: { ...execution, status }, actions, rules, definition }) ? 'Ended' : status
}
