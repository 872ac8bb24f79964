import type { ActionDetail } from '../../../core/ports/pipelines.ts'
import { markdownCode, markdownLink, markdownRow, markdownText } from '../../../core/text/markdown-text.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import { timeText } from '../driving/rows.ts'
import type { RunView } from './run-view.ts'

/** The execution as Markdown: its stages as a row of boxes, and each action with times and links. */
export function runSummary(view: RunView): string {
  const { pipeline, id, actions, status = 'not seen' } = view
  const oldestFirst = [...actions].reverse()
  const names = [...new Set(oldestFirst.map(({ stageName = '' }) => stageName))]
  const head = `**${markdownText(pipeline)}** ${markdownCode(id)}: ${markdownText(status)}`
  if (names.length === 0) return head
  const row = (cells: readonly string[], between: string) =>
    markdownRow(cells.flatMap((cell, index) => (index === 0 ? [cell] : [between, cell])))
  const diagram = [
    row(names.map(markdownText), '→'),
    row(
      names.map(() => ':-:'),
      ':-:',
    ),
    row(
      names.map((name) => markdownText(statusOf(actions.filter(({ stageName }) => stageName === name)))),
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

/** How the latest attempts of a stage ended, the worst first. */
function statusOf(actions: readonly ActionDetail[]): string {
  const statuses = latestAttempts(actions, ({ actionName }) => actionName).map(({ status = '' }) => status)
  return ['Failed', 'Abandoned', 'InProgress'].find((status) => statuses.includes(status)) ?? 'Succeeded'
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
