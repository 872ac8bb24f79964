import { pauseAfter } from '../../../core/pacing/back-off.ts'
import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { joined, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { isTransient } from '../../../delivery/retry/transient.ts'
import { outcomeOf } from '../../../pipeline/execution/outcome-of.ts'
import type { RunEnd } from '../../../pipeline/execution/run-end.ts'
import { aroundEveryCall } from '../driving/every-call.ts'
import { type CallPace, callPace } from './call-pace.ts'
import { followAgain } from './follow-again.ts'
import { runReader } from './read-run.ts'
import { runLog } from './run-log.ts'
import { newView, observed, type RunView } from './run-view.ts'
import { waitingApproval } from './waiting-approval.ts'

/** Which execution is followed, and for how long. */
export interface FollowedRun {
  readonly pipeline: string
  readonly id: string
  /** Whether it began just now: reads may not know it yet. */
  readonly isNew?: boolean
  /** Whether this run asked the service to stop it. */
  readonly stoppedByUs?: boolean
  /** Whether an approval that waits is as good as the end. */
  readonly untilApproval?: boolean
  /** On the scale of the clock's `elapsed`, in milliseconds. */
  readonly deadline: number
}

/** What following needs of a drive and a context. */
export interface Following {
  /** Each call is made once. */
  readonly single: Pipelines
  readonly callsPerMinute: number
  readonly context: Pick<Context, 'clock' | 'report' | 'signal'>
}

/** How an execution ended, with everything that was seen of it. */
export interface FollowedEnd {
  readonly end: RunEnd
  readonly view: RunView
  /** The approval that it waits for, when it was followed until then; the end is `still-running`. */
  readonly waiting?: ActionDetail
}

/** Milliseconds in which reads know a new execution, and new credentials arrive. */
const grace = 60_000
/** So many looks, a minute of them on AWS, are made for what follows a failure by itself. */
const looksForNext = 11
/** Milliseconds in which the service has to answer for the first time. */
const firstContact = 330_000

const unended: RunEnd = { outcome: 'still-running', cause: { kind: 'time-is-over' } }

/**
 * Follows an execution until its end, or until the deadline: then the end is `still-running`. Throttling, lost
 * connections, failed calls and outdated reads only delay the next look.
 * @throws StageError `execution-missing`, `pipeline-missing` when it was never seen, `operation-unknown` when it can no
 * longer be seen, the signal's reason when the run is interrupted
 */
export async function followRun(
  run: FollowedRun,
  { single, callsPerMinute, context }: Following,
): Promise<FollowedEnd> {
  const { clock, signal } = context
  const { pipeline, id, deadline } = run
  const view: RunView = { ...newView(pipeline, id), stoppedByUs: run.stoppedByUs ?? false }
  const pace = callPace(clock, callsPerMinute)
  const graceForNext = (looksForNext * 60_000) / callsPerMinute
  const reader = runReader(paced(single, pace), view)
  const log = runLog(view, context)
  const begin = clock.elapsed()
  let failures = 0
  let failingSince: number | undefined
  let expectedSince: number | undefined
  try {
    for (;;) {
      try {
        await reader.look()
        failures = 0
        failingSince = undefined
      } catch (error) {
        failingSince ??= clock.elapsed()
        const since = clock.elapsed() - failingSince
        if (view.status === undefined && !mayPassAtFirst(error, since, run.isNew === true)) throw error
        if (view.status !== undefined && !mayPass(error, since)) throw outOfSight(error, run)
        failures += 1
      }
      log.show()
      const now = clock.elapsed()
      expectedSince = view.expected === undefined ? undefined : (expectedSince ?? now)
      if (expectedSince !== undefined && view.rollback === undefined && now - expectedSince >= graceForNext)
        view.expected = undefined
      const end = outcomeOf(observed(view, now >= deadline))
      if (end !== undefined && end.cause.kind !== 'time-is-over') return { end, view }
      const waiting = run.untilApproval === true ? waitingApproval(view) : undefined
      if (waiting !== undefined) return { end: unended, view, waiting }
      if (end !== undefined) return { end, view }
      log.wait((now - begin) / 1000)
      const pause = failures > 0 ? pauseAfter(failures, { first: 2000, longest: 20_000 }) : 0
      await clock.sleep(
        Math.min(Math.max(pause, 1000, pace.secondsUntil(1) * 1000), Math.max(1, deadline - now)),
        signal,
      )
    }
  } finally {
    log.close()
  }
}

/** The same calls, counted. */
function paced(pipelines: Pipelines, pace: CallPace): Pipelines {
  return aroundEveryCall(pipelines, (call) => {
    pace.spend()
    return call()
  })
}

/** Whether a failed look says nothing about the execution, so that the next one may succeed. @param since milliseconds */
function mayPass(error: unknown, since: number): boolean {
  if (isTransient(error)) return true
  return error instanceof StageError && error.reason === 'credentials-expired' && since < grace
}

/** The same before anything was seen: then the execution may not be there, and the address may be wrong. */
function mayPassAtFirst(error: unknown, since: number, isNew: boolean): boolean {
  if (!(error instanceof StageError)) return false
  if (error.reason === 'execution-missing') return isNew && since < grace
  if (error.reason === 'endpoint-unreachable') return since < grace
  return mayPass(error, since) && since < firstContact
}

function outOfSight(error: unknown, run: FollowedRun): unknown {
  if (!(error instanceof StageError) || error.reason === 'cancelled') return error
  const { pipeline, id } = run
  const message = `lost sight of execution ${id} of pipeline ${pipeline}, which may go on: ${error.message}`
  return new StageError('operation-unknown', message, {
    hint: joined([error.hint, next`${followAgain(run)}`], '; ')!,
    cause: error,
  })
}
