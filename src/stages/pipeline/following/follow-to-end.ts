import type { Context } from '../../../core/run/context.ts'
import { joined, next } from '../../../core/run/next-step.ts'
import { runText } from '../../../core/run/run-identity.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { budgetOf } from '../../../delivery/retry/call-budget.ts'
import { patient, refusalCode } from '../../../delivery/retry/transient.ts'
import { outcomeOf } from '../../../pipeline/execution/outcome-of.ts'
import type { Drive } from '../driving/drive.ts'
import { endError } from './end-error.ts'
import { readFailedLog, showFailedLog } from './failed-log.ts'
import { followAgain } from './follow-again.ts'
import { type FollowedRun, followRun } from './follow-run.ts'
import { runSummary } from './run-summary.ts'
import { observed } from './run-view.ts'

/** A runner ends a cancelled step after 7.5 seconds (GitHub Docs, "Workflow cancellation reference"). */
const interruptionSeconds = 5
const never = new AbortController().signal

/** How a command follows. */
export interface FollowingInputs {
  /** Minutes. */
  readonly timeLimit: number
  readonly onCancel: 'detach' | 'stop' | 'abandon'
}

/**
 * Follows an execution, and ends as it ended.
 * @returns the outputs of a success
 * @throws StageError of `endError` and `followRun`
 */
export async function followToEnd(
  run: Omit<FollowedRun, 'deadline'>,
  inputs: FollowingInputs,
  drive: Pick<Drive, 'single' | 'callsPerMinute' | 'page'>,
  context: Context,
) {
  const { report, clock, signal } = context
  const deadline = clock.elapsed() + inputs.timeLimit * 60_000
  report({ kind: 'outputs', values: { execution: run.id } })
  const { single, callsPerMinute } = drive
  const followed = await followRun({ ...run, deadline }, { single, callsPerMinute, context }).catch((error) => {
    if (signal.aborted) return interrupted(run, inputs.onCancel, drive, context)
    throw error
  })
  const { view } = followed
  const log = await readFailedLog(followed.end.cause, view, drive.single, context).catch((error) => {
    if (signal.aborted) return undefined
    throw error
  })
  // What a stage of ours wrote there may say more than the failure of its action.
  const end = log === undefined ? followed.end : (outcomeOf(observed(view)) ?? followed.end)
  const outputs = { execution: view.id, status: view.status ?? '', actions: view.actions }
  report({ kind: 'outputs', values: outputs })
  report({ kind: 'summary', markdown: runSummary(view, drive.page(view.pipeline, view.id)) })
  const error = endError({ end, view })
  if (log !== undefined && error !== undefined) showFailedLog(log, error.message, report)
  if (error !== undefined) throw error
  const ended =
    end.cause.kind === 'creation-run'
      ? 'is the creation run: it ended before anything ran, and nothing has to be done'
      : 'succeeded'
  report({ kind: 'note', closing: true, text: `execution ${view.id} of pipeline ${view.pipeline} ${ended}` })
  return { outcome: end.outcome === 'no-changes' ? 'no-changes' : 'succeeded', ...outputs } as const
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
