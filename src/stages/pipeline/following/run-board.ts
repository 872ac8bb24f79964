import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { BoardRow } from '../../../core/run/report.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import type { RunView } from './run-view.ts'

/** So many actions of a stage have a row; the others are counted. */
const mostActions = 8
/** So many stages around those that run have a row; the others are counted. */
const mostStages = 9

/** Every stage as a row, and below a stage that runs all of its actions that run. @param now by the clock of this machine */
export function runBoard(view: RunView, now: Date): readonly BoardRow[] {
  const stages = stageNames(view).map((name) => stageRows(name, view, now))
  const current = stages.findIndex(([row]) => row?.state === 'running' || row?.state === 'failed')
  const begin = stages.length <= mostStages ? 0 : Math.max(0, Math.min(current - 2, stages.length - mostStages))
  const end = stages.length <= mostStages ? stages.length : begin + mostStages
  const counted = (state: BoardRow['state'], count: number, what: string): readonly BoardRow[] =>
    count === 0 ? [] : [{ name: `${count} stages ${what}`, state, text: '' }]
  return [
    ...counted('done', begin, 'before'),
    ...stages.slice(begin, end).flat(),
    ...counted('open', stages.length - end, 'to come'),
  ]
}

/** The stages of the definition, in their order, or those that were seen. */
export function stageNames({ definition, actions }: RunView): readonly string[] {
  const declared = (definition?.stages ?? []).map(({ name = '' }) => name)
  const seen = [...actions].reverse().map(({ stageName = '' }) => stageName)
  return [...new Set([...declared, ...seen])]
}

/** How the latest attempts of a stage stand, the worst first; undefined before the first one. */
export function stageState(actions: readonly ActionDetail[]): 'failed' | 'running' | 'done' | undefined {
  const statuses = latestAttempts(actions, ({ actionName }) => actionName).map(({ status }) => status)
  if (statuses.length === 0) return undefined
  if (statuses.includes('Failed') || statuses.includes('Abandoned')) return 'failed'
  return statuses.includes('InProgress') ? 'running' : 'done'
}

/** Seconds from the first start to the last change of the latest attempts, or to now while one runs. */
export function secondsOf(attempts: readonly ActionDetail[], now: Date): number | undefined {
  const starts = attempts.flatMap(({ startTime }) => startTime?.getTime() ?? [])
  const ends = attempts.flatMap(({ status, lastUpdateTime }) =>
    status === 'InProgress' ? now.getTime() : (lastUpdateTime?.getTime() ?? []),
  )
  if (starts.length === 0 || ends.length === 0) return undefined
  return Math.max(0, (Math.max(...ends) - Math.min(...starts)) / 1000)
}

function stageRows(name: string, { actions, definition }: RunView, now: Date): readonly BoardRow[] {
  const attempts = latestAttempts(
    actions.filter(({ stageName }) => stageName === name),
    ({ actionName }) => actionName,
  )
  const state = stageState(attempts) ?? 'open'
  const declared = definition?.stages?.find((stage) => stage.name === name)?.actions?.length ?? attempts.length
  const ended = attempts.filter(({ status }) => status === 'Succeeded').length
  const failed = attempts.find(({ status }) => status === 'Failed' || status === 'Abandoned')
  const text = failed === undefined ? `${ended} of ${Math.max(declared, attempts.length)} actions` : failureOf(failed)
  const row: BoardRow = { name, state, text: state === 'open' ? '' : text, seconds: secondsOf(attempts, now) }
  const began = ({ startTime }: ActionDetail) => startTime?.getTime() ?? 0
  const running = attempts
    .filter(({ status }) => status === 'InProgress')
    .sort((one, other) => began(one) - began(other))
  const more = running.length - mostActions
  return [
    row,
    ...running.slice(0, mostActions).map((action) => actionRow(action, now)),
    ...(more > 0 ? [{ name: `and ${more} more`, state: 'running', text: '', isInner: true } as const] : []),
  ]
}

function actionRow(action: ActionDetail, now: Date): BoardRow {
  const { actionName: name = '', input, output } = action
  const { category, provider = '' } = input?.actionTypeId ?? {}
  const text =
    category === 'Approval' ? 'waits for an approval' : (output?.executionResult?.externalExecutionSummary ?? provider)
  return { name, state: 'running', text, seconds: secondsOf([action], now), isInner: true }
}

function failureOf({ actionName = '', status = '', output }: ActionDetail): string {
  const message = output?.executionResult?.errorDetails?.message
  return `${actionName} ${status}${message === undefined ? '' : `: ${message}`}`
}
