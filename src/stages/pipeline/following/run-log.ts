import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { Context } from '../../../core/run/context.ts'
import { shortArn } from '../../../pipeline/execution/execution-words.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import { runBoard } from './run-board.ts'
import type { RunView } from './run-view.ts'

/** Tells what is new in a view, once. */
export interface RunLog {
  show(): void
  /** What the run waits for. @param seconds since it began to follow */
  wait(seconds: number): void
  close(): void
}

/** A log whose sections are the stages. */
export function runLog(view: RunView, { report, clock }: Pick<Context, 'report' | 'clock'>): RunLog {
  const told = new Map<string, string>()
  let section: string | undefined
  let status: string | undefined
  return {
    show() {
      for (const action of [...view.actions].reverse()) {
        const { actionExecutionId = '', stageName = '' } = action
        if (told.get(actionExecutionId) === action.status) continue
        told.set(actionExecutionId, action.status ?? '')
        if (section !== stageName) report({ kind: 'section', title: `Stage ${stageName}` })
        section = stageName
        for (const text of linesOf(action)) report({ kind: 'text', text })
      }
      if (view.status !== status && view.status !== undefined && view.status !== 'InProgress')
        report({ kind: 'text', text: `execution ${view.id}: ${view.status}${why(view)}` })
      status = view.status
    },
    wait(seconds) {
      const text = `${view.pipeline}: ${waitingFor(view)}, ${Math.round(seconds)} s`
      report({ kind: 'progress', text, rows: runBoard(view, clock.now()) })
    },
    close() {
      if (section !== undefined) report({ kind: 'section' })
    },
  }
}

function why({ statusSummary, listed }: RunView): string {
  const text = listed?.stopTrigger?.reason ?? statusSummary
  return text === undefined ? '' : ` (${text})`
}

function linesOf(action: ActionDetail): readonly string[] {
  const { stageName = '', actionName = '', status = '', startTime, lastUpdateTime, updatedBy, input } = action
  const running = status === 'InProgress'
  const time = (running ? startTime : lastUpdateTime)?.toISOString().slice(11, 19) ?? ''
  const isApproval = input?.actionTypeId?.category === 'Approval'
  const by = isApproval && updatedBy?.startsWith('arn:') ? ` by ${shortArn(updatedBy)}` : ''
  const word = running && isApproval ? 'waits for an approval' : status
  const line = ` ${time}  ${word.padEnd(10)}  ${stageName}/${actionName}${took(action)}${by}`
  const { errorDetails, externalExecutionSummary, externalExecutionUrl } = action.output?.executionResult ?? {}
  const said = errorDetails?.message ?? (running ? externalExecutionUrl : externalExecutionSummary)
  return said === undefined || said === '' ? [line] : [line, indented(said)]
}

/** Text of the service below its action; it may have several lines. */
function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, ' '.repeat(22))
}

function took({ status, startTime, lastUpdateTime }: ActionDetail): string {
  if (status === 'InProgress' || startTime === undefined || lastUpdateTime === undefined) return ''
  return ` (${Math.round((lastUpdateTime.getTime() - startTime.getTime()) / 1000)} s)`
}

/** All actions that run now; parallel ones stand beside each other. */
function waitingFor({ actions, status, expected, rollback }: RunView): string {
  if (rollback !== undefined) return `rolls back by ${rollback.pipelineExecutionId}`
  if (status === 'Failed' && expected !== undefined) return `failed; the service should ${expected} it`
  const running = latestAttempts([...actions].reverse(), ({ actionName }) => actionName).filter(
    (item) => item.status === 'InProgress',
  )
  if (running.length === 0) return status === 'Stopping' ? 'stops' : 'between two actions'
  const names = running.map(({ stageName, actionName }) => `${stageName}/${actionName}`)
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return `${status === 'Stopping' ? 'stops after' : 'runs'} ${names.slice(0, 3).join(', ')}${more}`
}
