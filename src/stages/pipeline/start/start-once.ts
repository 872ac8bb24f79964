import { everyPage } from '../../../core/pacing/every-page.ts'
import type { ExecutionSummary, PipelineDeclaration } from '../../../core/ports/pipeline-shapes.ts'
import type { StartRequest } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { digestOf } from '../../../delivery/digest.ts'
import type { Drive } from '../driving/drive.ts'
import { goesOn } from '../driving/goes-on.ts'
import { refused } from '../driving/refusals.ts'
import { unlessBusy } from '../driving/unless-busy.ts'
import { endedBefore, hasVariables, startedByCalls } from './start-basis.ts'

/** What was asked for, and the definition that it is asked of. */
export interface AskedRun extends Omit<StartRequest, 'token'> {
  readonly definition: PipelineDeclaration
  /** Starts in any case. */
  readonly again: boolean
}

/** An execution that runs because of a start. */
export interface StartedRun {
  readonly id: string
  /** Whether an earlier start made it. */
  readonly attached: boolean
}

/** So often a list may be older than the execution that a token gives. */
const most = 3

/**
 * Starts an execution, or finds the one that the same start made before. The token decides: it is a digest of what is
 * asked for, and of the run of the workflow; elsewhere of the newest ended execution.
 */
export async function startOnce(
  asked: AskedRun,
  drive: Pick<Drive, 'pipelines'>,
  context: Context,
): Promise<StartedRun> {
  const { pipelines } = drive
  const { pipeline, variables, sourceRevisions } = asked
  const start = async (basis: unknown) => {
    const token = digestOf({ pipeline, variables: sorted(variables), sourceRevisions: sorted(sourceRevisions), basis })
    return unlessBusy(context, () => pipelines.start({ pipeline, token, variables, sourceRevisions })).catch(
      (error) => {
        throw refused(error, pipeline)
      },
    )
  }
  const { run, clock } = context
  const moment = { run: run.id, now: clock.now().toISOString(), elapsed: clock.elapsed() }
  if (asked.again) return { id: await start({ again: moment }), attached: false }
  const list = await listed(pipeline, pipelines)
  const isKnown = (id: string) => list.some((item) => item.pipelineExecutionId === id)
  if (context.repeatableRun !== undefined) {
    const id = await start({ workflowRun: context.repeatableRun })
    return { id, attached: isKnown(id) }
  }
  let basis = await basisOf(list, asked, pipelines)
  for (let tries = 1; ; tries += 1) {
    const id = await start({ ended: basis })
    if (!isKnown(id)) return { id, attached: false }
    const { status } = await pipelines.execution(pipeline, id)
    if (goesOn(status) || tries === most) return { id, attached: true }
    // The list was outdated: this one has ended, so that the next start is another one.
    basis = id
  }
}

/** All executions until one that has ended, newest first. */
function listed(pipeline: string, pipelines: Drive['pipelines']): Promise<readonly ExecutionSummary[]> {
  return everyPage(
    (page) => pipelines.executions(pipeline, undefined, page),
    (items) => items.some(({ status }) => !goesOn(status)),
  )
}

/** What a start of the same meaning took as its basis, if what it began still goes on; otherwise the newest ended one. */
async function basisOf(
  list: readonly ExecutionSummary[],
  { pipeline, variables, definition }: AskedRun,
  pipelines: Drive['pipelines'],
): Promise<string> {
  for (const { pipelineExecutionId = '', startTime } of startedByCalls(list)) {
    const detail = await pipelines.execution(pipeline, pipelineExecutionId)
    if (startTime !== undefined && hasVariables(detail, variables, definition.variables))
      return endedBefore(list, startTime)
  }
  return endedBefore(list)
}

function sorted<T extends object>(values: readonly T[]): readonly T[] {
  return [...values].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
}
