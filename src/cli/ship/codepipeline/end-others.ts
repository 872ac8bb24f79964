import { poll } from '../../../core/pacing/poll.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { supersedeComment } from '../../../pipeline/execution/supersede-comment.ts'
import { stopParked } from '../../../stages/pipeline/deploying/stop-parked.ts'
import { executionsUnderWay, underWayText } from '../../../stages/pipeline/deploying/under-way.ts'

/** The execution that takes the place of all others. */
export interface Successor {
  readonly pipeline: string
  readonly execution: string
  readonly pipelines: Pipelines
}

/** An action that runs comes to its end, and may take that long. */
const waiting = { first: 250, longest: 1000, limit: 60 * 60_000 }

/**
 * Ends every other execution of a pipeline on this machine: an interrupted run leaves one behind that would wait in its
 * approval, and keep this one out. A rollback is left alone, because it asks nobody.
 * @param say tells what is waited for
 * @throws StageError `operation-running` after an hour
 */
export async function endOthers(
  { pipeline, execution, pipelines }: Successor,
  context: Pick<Context, 'clock' | 'signal'>,
  say: (text: string) => void,
): Promise<void> {
  const stopping = { pipeline, pipelines, reason: supersedeComment(execution) }
  const ended = await poll(context, waiting, async () => {
    const all = await executionsUnderWay(pipeline, pipelines)
    const others = all.filter(({ id, isRollback }) => id !== execution && !isRollback)
    if (others.length === 0) return true
    say(`stopping ${others.map(underWayText).join('; ')}`)
    // Asked again each time: one that waits for an action may have reached its approval.
    for (const { id } of others) await stopParked(id, stopping, context)
    return undefined
  })
  if (ended === undefined)
    throw new StageError('operation-running', `older executions of ${pipeline} have not stopped within an hour`)
}
