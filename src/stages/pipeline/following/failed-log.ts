import { poll } from '../../../core/pacing/poll.ts'
import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { isTransient } from '../../../delivery/retry/transient.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import { logStreamOf } from '../../../pipeline/execution/log-stream-of.ts'
import { recordInLog } from '../../../pipeline/execution/own-record.ts'
import type { EndCause } from '../../../pipeline/execution/run-end.ts'
import type { RunView } from './run-view.ts'

/** So many lines are read, because the record of a stage of ours may be long. */
const read = 200
/** So many lines are shown. */
const shown = 30
/** Milliseconds in which a log may arrive, and a service that fails is asked again. */
const patience = 15_000

/** The end of the log of the action that failed. */
export interface FailedLog {
  readonly action: ActionDetail
  /** Oldest first. */
  readonly lines: readonly string[]
}

/**
 * Reads the end of the log of the action that failed, and keeps in the view what a stage of ours wrote there about its
 * end. A log that cannot be read is one note, and decides nothing.
 */
export async function readFailedLog(
  cause: EndCause,
  view: RunView,
  pipelines: Pick<Pipelines, 'logTail'>,
  context: ReadingContext,
): Promise<FailedLog | undefined> {
  const action = failedAction(cause, view)
  const lines = await readLogOf(action, pipelines, context)
  if (action === undefined || lines === undefined) return undefined
  const record = recordInLog(lines)
  const { actionExecutionId: id } = action
  if (record !== undefined && id !== undefined) view.records = { ...view.records, [id]: record }
  return { action, lines }
}

/** What reading a log needs of a context. */
export type ReadingContext = Pick<Context, 'clock' | 'signal' | 'report'>

/** The last lines of an action's log, oldest first; undefined without one, and with a note when it cannot be read. */
export async function readLogOf(
  action: ActionDetail | undefined,
  { logTail }: Pick<Pipelines, 'logTail'>,
  { clock, signal, report }: ReadingContext,
): Promise<readonly string[] | undefined> {
  const stream = logStreamOf(action)
  if (action === undefined || stream === undefined) return undefined
  let failure: StageError | undefined
  const tail = await poll({ clock, signal }, { first: 2000, longest: 5000, limit: patience }, async () => {
    try {
      const found = await logTail(stream, read)
      failure = undefined
      return found.length === 0 ? undefined : found
    } catch (error) {
      if (!(error instanceof StageError) || error.reason === 'cancelled') throw error
      failure = error
      return isTransient(error) ? undefined : []
    }
  })
  const name = `${action.stageName}/${action.actionName}`
  if (failure !== undefined) {
    report({ kind: 'note', text: `the log of ${name} could not be read: ${failure.message}` })
    return undefined
  }
  const lines = (tail ?? []).flatMap(({ text }) => plainLines(text))
  return lines.length === 0 ? undefined : lines
}

/** Shows the end of a log, with the reason of the failure first. */
export function showFailedLog({ action, lines }: FailedLog, reason: string, report: Context['report']): void {
  const last = lines.slice(-shown)
  const name = `${action.stageName}/${action.actionName}`
  report({ kind: 'section', title: `Log of ${name}` })
  report({ kind: 'text', text: `${reason}\n--- the end of the log of ${name} (${last.length} lines)` })
  // Secrets may go over several lines, so that the host has to see all of them as one text.
  report({ kind: 'text', text: last.join('\n') })
  report({ kind: 'text', text: '--- end of the log' })
  report({ kind: 'section' })
}

function failedAction(cause: EndCause, { actions }: RunView): ActionDetail | undefined {
  if ('first' in cause) return failedAction(cause.first, { actions } as RunView)
  if (cause.kind !== 'action-failed' && cause.kind !== 'own-stage') return undefined
  const { actionExecutionId } = cause.place
  return latestAttempts(actions, ({ actionName }) => actionName).find(
    (action) => action.actionExecutionId === actionExecutionId,
  )
}

/** The lines of an event, without its last line end and without colours. */
function plainLines(text: string): readonly string[] {
  return text
    .replace(/\r?\n$/, '')
    .replace(colours, '')
    .split(/\r?\n/)
}

/** Control sequences that choose colours (ECMA-48, SGR). */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;:]*m`, 'g')
