import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { Context } from '../../../core/run/context.ts'
import { joined, next } from '../../../core/run/next-step.ts'
import { runText } from '../../../core/run/run-identity.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { markdownText } from '../../../core/text/markdown-text.ts'
import { budgetOf } from '../../../delivery/retry/call-budget.ts'
import { patient, refusalCode } from '../../../delivery/retry/transient.ts'
import { outcomeOf } from '../../../pipeline/execution/outcome-of.ts'
import type { Drive } from '../driving/drive.ts'
import { endError } from './end-error.ts'
import { readFailedLog, showFailedLog } from './failed-log.ts'
import { followAgain } from './follow-again.ts'
import { type FollowedRun, followRun } from './follow-run.ts'
import { isRollbackRefused } from './refused-rollback.ts'
import { runSummary } from './run-summary.ts'
import { observed, type RunView } from './run-view.ts'
import { approvalAsked } from './waiting-approval.ts'

/** A runner ends a cancelled step after 7.5 seconds (GitHub Docs, "Workflow cancellation reference"). */
const interruptionSeconds = 5
const never = new AbortController().signal

/** How a command follows. */
export interface FollowingInputs {
  /** Minutes. */
  readonly timeLimit: number
  readonly onCancel: 'detach' | 'stop' | 'abandon'
  readonly until: 'end' | 'approval'
}

/**
 * Follows an execution, and ends as it ended, or once it waits for an approval if that is asked for.
 * @returns the outputs of a success
 * @throws StageError of `endError` and `followRun`
 */
export async function followToEnd(
  run: Omit<FollowedRun, 'deadline'>,
  inputs: FollowingInputs,
  drive: Pick<Drive, 'single' | 'pipelines' | 'callsPerMinute' | 'page'>,
  context: Context,
) {
  const { report, clock, signal } = context
  const deadline = clock.elapsed() + inputs.timeLimit * 60_000
  report({ kind: 'outputs', values: { execution: run.id } })
  const { single, callsPerMinute } = drive
  const untilApproval = inputs.until === 'approval'
  const followed = await followRun({ ...run, deadline, untilApproval }, { single, callsPerMinute, context }).catch(
    (error) => {
      if (signal.aborted) return interrupted(run, inputs.onCancel, drive, context)
      throw error
    },
  )
  const { view, waiting } = followed
  if (waiting !== undefined) return showWaiting(waiting, view, drive, context)
  const unlessAborted = (error: unknown) => {
    if (signal.aborted) return undefined
    throw error
  }
  const log = await readFailedLog(followed.end.cause, view, drive.single, context).catch(unlessAborted)
  const refused = await isRollbackRefused(view.pipeline, followed.end, drive.pipelines, context).catch(unlessAborted)
  view.rollbackRefused = refused === true
  // What stages of ours wrote in logs may say more than the failures of their actions.
  const end = log === undefined && refused !== true ? followed.end : (outcomeOf(observed(view)) ?? followed.end)
  const outputs = { execution: view.id, status: view.status ?? '', actions: view.actions }
  report({ kind: 'outputs', values: outputs })
  report({ kind: 'summary', markdown: runSummary(view, drive.page(view.pipeline, view.id)) })
  const error = endError({ end, view })
  if (log !== undefined && error !== undefined) showFailedLog(log, error.message, report)
  if (error !== undefined) throw error
  report({ kind: 'note', closing: true, text: `execution ${view.id} of pipeline ${view.pipeline} succeeded` })
  return { outcome: end.outcome === 'no-changes' ? 'no-changes' : 'succeeded', ...outputs } as const
}

/** Says what an execution waits for. @returns what the approval needs */
function showWaiting(waiting: ActionDetail, view: RunView, drive: Pick<Drive, 'page'>, { report }: Context) {
  const { pipeline, id, status, actions } = view
  const asked = approvalAsked(waiting)
  const about = (['release', 'plan'] as const).flatMap((key) =>
    asked[key] === undefined ? [] : `${key} ${asked[key]}`,
  )
  const name = `${waiting.stageName}/${waiting.actionName}`
  const text = [`execution ${id} of pipeline ${pipeline} waits for ${name}`, ...about].join(', ')
  report({ kind: 'summary', markdown: [runSummary(view, drive.page(pipeline, id)), '', markdownText(text)].join('\n') })
  report({ kind: 'note', closing: true, text })
  return { outcome: 'succeeded', execution: id, status: status ?? '', actions, ...asked } as const
}

/** What an interruption does, and says what goes on. The call is made although the signal is aborted. */
async function interrupted(
  run: Pick<FollowedRun, 'pipeline' | 'id'>,
  onCancel: FollowingInputs['onCancel'],
  { single }: Pick<Drive, 'single'>,
  context: Context,
): Promise<never> {
  const { pipeline, id } = run
  const name = `execution ${id} of pipeline ${pipeline}`
  const failure = (text: string, hint?: StageError['hint']) =>
    new StageError('operation-running', `interrupted; ${text}`, {
      hint: joined([hint, next`${followAgain(run)}`], '; ')!,
    })
  if (onCancel === 'detach') throw failure(`${name} goes on`)
  try {
    const comment = `interrupted: ${runText(context.run)}`.slice(0, 200)
    // The signal is aborted, so pauses must not look at it. A host gives a few seconds only.
    await patient(
      { clock: context.clock, signal: never },
      budgetOf(single, context.clock),
      interruptionSeconds,
    )(() => single.stop(pipeline, id, onCancel === 'abandon', comment))
  } catch (error) {
    if (refusalCode(error) === 'DuplicatedStopRequestException') throw failure(`${name} stops already`)
    if (error instanceof StageError) throw failure(`${name} could not be stopped: ${error.message}`, error.hint)
    throw error
  }
  throw failure(
    onCancel === 'abandon'
      ? `${name} was asked to stop at once; what its running actions began goes on without it`
      : `${name} was asked to stop after its running actions`,
  )
}
