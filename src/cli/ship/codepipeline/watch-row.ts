import { everyPage } from '../../../core/pacing/every-page.ts'
import { poll } from '../../../core/pacing/poll.ts'
import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import type { ActionRow } from './rows.ts'

/** The execution that a line follows. */
export interface Watched {
  /** Calls that are repeated while their failures are transient: one failed read must not end the line. */
  readonly pipelines: Pick<Pipelines, 'actions' | 'execution'>
  readonly pipeline: string
  readonly execution: string
  readonly waiting: Pick<Context, 'clock' | 'signal'>
}

/** How a row stands: `passed` when the execution went on without it. */
export type RowState =
  | {
      readonly kind: 'done'
      readonly last: ActionDetail
      /** Output variables of all actions of the row. */
      readonly variables: Readonly<Record<string, string>>
      readonly seconds: number
    }
  | { readonly kind: 'failed' | 'passed' }
  | { readonly kind: 'asks'; readonly action: ActionDetail; readonly all: readonly ActionDetail[] }

/** The local AWS is asked often: any number of calls may be made there. */
const looking = { first: 100, longest: 250, limit: 60 * 60_000 }

/**
 * Waits until the actions of a row have ended, or an approval of it waits.
 * @param answered the approval that was answered already
 * @throws StageError `operation-running` after an hour, and those of `everyPage`
 */
export async function watchRow(watched: Watched, row: ActionRow, answered?: string): Promise<RowState> {
  const { pipelines, pipeline, execution, waiting } = watched
  const state = await poll(waiting, looking, async () => {
    // The execution is read first: what ended before it has its last state then.
    const { status } = await pipelines.execution(pipeline, execution)
    return stateOf(row, await allActions(watched), status, answered)
  })
  if (state !== undefined) return state
  throw new StageError('operation-running', `execution ${execution} has not ended ${row.name} within an hour`)
}

/**
 * @param all the latest attempts of all actions
 * @param status of the execution
 * @returns undefined while there is something to wait for
 */
export function stateOf(
  { actions, later }: Pick<ActionRow, 'actions' | 'later'>,
  all: readonly ActionDetail[],
  status: string | undefined,
  answered?: string,
): RowState | undefined {
  const own = all.filter(({ actionName = '' }) => actions.includes(actionName))
  const asks = own.find(
    (action) =>
      action.status === 'InProgress' &&
      action.input?.actionTypeId?.category === 'Approval' &&
      action.actionExecutionId !== answered,
  )
  if (asks !== undefined) return { kind: 'asks', action: asks, all }
  if (own.some((action) => action.status === 'Failed' || action.status === 'Abandoned')) return { kind: 'failed' }
  const last = own.find(({ actionName }) => actionName === actions.at(-1))
  if (last?.status === 'Succeeded') return { kind: 'done', last, variables: variablesOf(own), seconds: secondsOf(own) }
  const isPassed = own.length === 0 && all.some(({ actionName = '' }) => later.includes(actionName))
  if (isPassed) return { kind: 'passed' }
  return status === 'InProgress' ? undefined : { kind: 'failed' }
}

function variablesOf(actions: readonly ActionDetail[]): Readonly<Record<string, string>> {
  const all = actions.flatMap(({ output }) => Object.entries(output?.outputVariables ?? {}))
  return Object.fromEntries(all.filter(([, value]) => value !== ''))
}

function secondsOf(actions: readonly ActionDetail[]): number {
  const begin = Math.min(...actions.map(({ startTime }) => startTime?.getTime() ?? Number.POSITIVE_INFINITY))
  const end = Math.max(...actions.map(({ lastUpdateTime }) => lastUpdateTime?.getTime() ?? 0))
  return Math.max(0, end - begin) / 1000
}

async function allActions({ pipelines, pipeline, execution }: Watched): Promise<readonly ActionDetail[]> {
  const all = await everyPage((page) => pipelines.actions(pipeline, execution, page))
  return latestAttempts(all, ({ stageName, actionName }) => `${stageName}/${actionName}`)
}
