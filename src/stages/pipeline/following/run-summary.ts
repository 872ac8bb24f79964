import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import { markdownCode, markdownLink, markdownRow, markdownText } from '../../../core/text/markdown-text.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import { timeText } from '../driving/rows.ts'
import { secondsOf, stageNames, stageState } from './run-board.ts'
import type { RunView } from './run-view.ts'

/**
 * The execution as Markdown: its stages as a row of boxes, and each action with times and links.
 * @param page address of its page in the console
 */
export function runSummary(view: RunView, page?: string): string {
  const { pipeline, id, actions, status = 'not seen' } = view
  const oldestFirst = [...actions].reverse()
  const names = stageNames(view)
  const link = page === undefined ? '' : ` (${markdownLink('page', page)})`
  const head = `**${markdownText(pipeline)}** ${markdownCode(id)}: ${markdownText(status)}${link}`
  if (names.length === 0) return head
  const actionsOf = (name: string) => actions.filter(({ stageName }) => stageName === name)
  const row = (cells: readonly string[], between: string) =>
    markdownRow(cells.flatMap((cell, index) => (index === 0 ? [cell] : [between, cell])))
  const diagram = [
    row(names.map(markdownText), '→'),
    row(
      names.map(() => ':-:'),
      ':-:',
    ),
    row(
      names.map((name) => markdownText(statusOf(actionsOf(name)))),
      ' ',
    ),
    row(
      names.map((name) => timeOf(actionsOf(name))),
      ' ',
    ),
  ]
  const table = [
    markdownRow(['action', 'status', 'began', 'seconds', 'more']),
    markdownRow(['---', '---', '---', '---:', '---']),
    ...oldestFirst.map(actionRow),
  ]
  return [head, '', ...diagram, '', ...table].join('\n')
}

const words = { failed: 'Failed', running: 'InProgress', done: 'Succeeded' } as const

/** How the latest attempts of a stage ended, the worst first. */
function statusOf(actions: readonly ActionDetail[]): string {
  const state = stageState(actions)
  return state === undefined ? 'not reached' : words[state]
}

/** From the first start of the latest attempts to their last change. */
function timeOf(actions: readonly ActionDetail[]): string {
  const attempts = latestAttempts(actions, ({ actionName }) => actionName)
  const latest = Math.max(...attempts.map(({ lastUpdateTime }) => lastUpdateTime?.getTime() ?? 0))
  const seconds = secondsOf(attempts, new Date(latest))
  return seconds === undefined ? '' : `${Math.round(seconds)} s`
}

function actionRow({ stageName = '', actionName = '', status = '', startTime, lastUpdateTime, output }: ActionDetail) {
  const { externalExecutionUrl, errorDetails } = output?.executionResult ?? {}
  const seconds = startTime && lastUpdateTime ? Math.round((lastUpdateTime.getTime() - startTime.getTime()) / 1000) : ''
  return markdownRow([
    markdownText(`${stageName}/${actionName}`),
    markdownText(status),
    timeText(startTime),
    String(seconds),
    [
      externalExecutionUrl ? markdownLink('page', externalExecutionUrl) : '',
      errorDetails?.message === undefined ? '' : markdownText(errorDetails.message),
    ]
      .filter((text) => text !== '')
      .join(' '),
  ])
}
