import { poll } from '../../../core/pacing/poll.ts'
import type { ExecutionSummary } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { isTransient, refusalCode } from '../../../delivery/retry/transient.ts'
import type { Drive } from '../driving/drive.ts'
import { goesOn } from '../driving/goes-on.ts'
import { refused } from '../driving/refusals.ts'
import { unlessBusy } from '../driving/unless-busy.ts'

/** A rollback of one stage. */
export interface Rollback {
  readonly pipeline: string
  readonly stage: string
  /** Id of the execution to go back to. */
  readonly target: string
}

/** Milliseconds until the list shows what a lost call began. */
const visible = 20_000
/** Milliseconds in which a service that fails is asked again. */
const patience = 330_000

/** The rollback to the same execution that runs in the stage; undefined for none. */
export async function runningRollback(
  { pipeline, stage, target }: Rollback,
  { pipelines }: Pick<Drive, 'pipelines'>,
  newestFirst: readonly ExecutionSummary[],
): Promise<string | undefined> {
  for (const each of newestFirst) {
    if (!goesOn(each.status) || !isRollbackTo(target, each)) continue
    const id = each.pipelineExecutionId ?? ''
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
  const { clock, signal } = context
  const before = new Set(
    (await pipelines.executions(pipeline)).items.map(({ pipelineExecutionId }) => pipelineExecutionId),
  )
  const deadline = clock.elapsed() + patience
  const begun = () =>
    poll({ clock, signal }, { first: 2000, longest: 6000, limit: visible }, async () => {
      const { items } = await pipelines.executions(pipeline)
      return items.find((each) => !before.has(each.pipelineExecutionId) && isRollbackTo(target, each))
        ?.pipelineExecutionId
    })
  for (let lost = false; ; ) {
    try {
      return await unlessBusy(context, () => single.rollback(pipeline, stage, target))
    } catch (error) {
      const mayHaveBegun: boolean = lost || (isTransient(error) && error.reason !== 'throttled')
      if (!isTransient(error) && !(lost && refusalCode(error) !== undefined)) throw refused(error, pipeline)
      const id = mayHaveBegun ? await begun() : undefined
      if (id !== undefined) return id
      if (!isTransient(error) || clock.elapsed() > deadline) throw refused(error, pipeline)
      lost = mayHaveBegun
      if (!mayHaveBegun) await clock.sleep(5000, signal)
    }
  }
}

function isRollbackTo(target: string, { executionType, rollbackMetadata }: ExecutionSummary): boolean {
  return executionType === 'ROLLBACK' && rollbackMetadata?.rollbackTargetPipelineExecutionId === target
}
