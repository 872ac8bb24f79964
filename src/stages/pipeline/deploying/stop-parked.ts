import { everyPage } from '../../../core/pacing/every-page.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { refusalCode } from '../../../delivery/retry/transient.ts'
import { onlyApprovalsRun } from '../../../pipeline/execution/stale-approval.ts'
import { unlessBusy } from '../driving/unless-busy.ts'

/** Where an execution is stopped, and why. */
export interface Stopping {
  readonly pipeline: string
  readonly pipelines: Pick<Pipelines, 'actions' | 'stop'>
  /** Shown with the execution. */
  readonly reason: string
}

/**
 * Stops an execution, because one that holds a stage keeps its successor out. Actions that run come to their end; an
 * approval is not waited for. One that has ended, or stops already, stays as it is.
 */
export async function stopParked(
  id: string,
  { pipeline, pipelines, reason }: Stopping,
  context: Pick<Context, 'clock' | 'signal'>,
): Promise<void> {
  const actions = await everyPage((page) => pipelines.actions(pipeline, id, page))
  const abandon = onlyApprovalsRun(actions)
  await unlessBusy(context, () => pipelines.stop(pipeline, id, abandon, reason)).catch((error: unknown) => {
    const code = refusalCode(error) ?? ''
    if (!['PipelineExecutionNotStoppableException', 'DuplicatedStopRequestException'].includes(code)) throw error
  })
}
