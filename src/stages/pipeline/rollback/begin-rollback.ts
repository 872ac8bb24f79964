import type { ExecutionSummary } from '../../../core/ports/pipeline-shapes.ts'
import type { Context } from '../../../core/run/context.ts'
import { actOnce } from '../driving/act-once.ts'
import type { Drive } from '../driving/drive.ts'
import { goesOn } from '../driving/goes-on.ts'
import { refused } from '../driving/refusals.ts'

/** A rollback of one stage. */
export interface Rollback {
  readonly pipeline: string
  readonly stage: string
  /** Id of the execution to go back to. */
  readonly target: string
}

/**
 * The rollback to the same execution that runs in the stage; undefined for none. Before its first action, only the
 * state says in which stage it is.
 * @param inStage the execution that the state has in the stage
 */
export async function runningRollback(
  { pipeline, stage, target }: Rollback,
  { pipelines }: Pick<Drive, 'pipelines'>,
  newestFirst: readonly ExecutionSummary[],
  inStage: string | undefined,
): Promise<string | undefined> {
  for (const each of newestFirst) {
    if (!goesOn(each.status) || !isRollbackTo(target, each)) continue
    const id = each.pipelineExecutionId ?? ''
    if (id === inStage) return id
    const { items } = await pipelines.actions(pipeline, id)
    if (items.some(({ stageName }) => stageName === stage)) return id
  }
  return undefined
}

/**
 * Begins a rollback, once: after a call whose answer was lost, the list tells whether it arrived.
 * @returns the id of the execution that rolls back
 * @throws StageError `pipeline-refused`
 */
export async function beginRollback(
  rollback: Rollback,
  { pipelines, single }: Pick<Drive, 'pipelines' | 'single'>,
  context: Context,
): Promise<string> {
  const { pipeline, stage, target } = rollback
  const { items: known } = await pipelines.executions(pipeline)
  const before = new Set(known.map(({ pipelineExecutionId }) => pipelineExecutionId))
  const begun = async () => {
    const { items } = await pipelines.executions(pipeline)
    return items.find((each) => !before.has(each.pipelineExecutionId) && isRollbackTo(target, each))
      ?.pipelineExecutionId
  }
  return actOnce(() => single.rollback(pipeline, stage, target), begun, context).catch((error) => {
    throw refused(error, pipeline)
  })
}

function isRollbackTo(target: string, { executionType, rollbackMetadata }: ExecutionSummary): boolean {
  return executionType === 'ROLLBACK' && rollbackMetadata?.rollbackTargetPipelineExecutionId === target
}
