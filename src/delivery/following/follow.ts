import type { StackEvent, Stacks } from '../../core/ports/stacks.ts'
import type { Context } from '../../core/run/context.ts'
import { again, joined, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { CallBudget } from '../retry/call-budget.ts'
import { isTransient } from '../retry/transient.ts'
import { eventLog, waitingFor } from './event-line.ts'
import { eventReader } from './event-reader.ts'
import { expectedEnd } from './expected-end.ts'
import { doneResources, type FinishedOperation, findEnd, type Operation, runningResources } from './operation.ts'
import { pauseSeconds } from './poll-schedule.ts'

/** What following needs in addition to the operation. */
export interface Following {
  readonly stacks: Pick<Stacks, 'events'>
  readonly context: Pick<Context, 'clock' | 'report' | 'signal'>
  readonly budget: CallBudget
  /** On the scale of the clock's `elapsed`, in milliseconds. */
  readonly deadline: number
}

/** How the operation was asked for. */
export interface AskedOperation {
  /** Whether a failed operation is not rolled back, so that a FAILED status is final. */
  readonly disableRollback: boolean
}

/**
 * Follows an operation by its own events until its last event. Throttling, lost connections, failed calls and outdated
 * reads only delay the next poll.
 * @throws StageError `operation-running` after the deadline or when the run is interrupted, `operation-unknown` when
 * this role may no longer read the events, `stack-busy` when another operation has replaced ours
 */
export async function followOperation(
  operation: Operation,
  asked: AskedOperation,
  following: Following,
): Promise<FinishedOperation> {
  const { report } = following.context
  report({ kind: 'section', title: `Events of stack ${operation.stackName}` })
  try {
    return await follow(operation, asked, following)
  } finally {
    report({ kind: 'section' })
  }
}

async function follow(
  operation: Operation,
  { disableRollback }: AskedOperation,
  { stacks, context, budget, deadline }: Following,
): Promise<FinishedOperation> {
  const { clock, signal } = context
  const reader = eventReader(stacks, operation, (stackId, { message, hint }) => {
    const text = joined([`the events of nested stack ${stackId} cannot be shown: ${message}`, hint], '; ')!
    context.report({ kind: 'warning', text })
  })
  const log = eventLog(operation.stackId)
  const events: StackEvent[] = []
  const begin = clock.elapsed()
  let failures = 0
  let failedSince: number | undefined

  for (;;) {
    try {
      await budget.take(signal)
      const news = await reader.read()
      budget.answered()
      failures = 0
      events.push(...news)
      for (const event of news) for (const text of log.linesOf(event)) context.report({ kind: 'text', text })
    } catch (error) {
      if (!isTransient(error)) throw interrupted(error, operation, signal)
      if (error.reason === 'throttled') budget.throttled()
      failures += 1
    }

    const end = findEnd(operation, events, disableRollback)
    if (end !== undefined) return end
    const now = clock.elapsed()
    // A FAILED status should lead to a rollback, which has not started yet.
    const failed = findEnd(operation, events, true)
    failedSince = failed === undefined ? undefined : (failedSince ?? now)
    if (failed !== undefined && failedSince !== undefined && now - failedSince > 10_000) return failed
    if (events.length === 0 && reader.foreign !== undefined && now - begin > 10_000)
      throw displaced(operation, reader.foreign)
    if (now >= deadline) throw outOfTime(operation, (now - begin) / 1000)

    const running = runningResources(events).values()
    const done = doneResources(operation, events).size
    context.report({
      kind: 'progress',
      text: `${operation.stackName}: ${waitingFor(running, done, operation.expected.length)}`,
    })
    const elapsed = (now - begin) / 1000
    const pause = pauseSeconds({ elapsed, failures, ...expectedEnd(operation, events) })
    try {
      await clock.sleep(Math.min(pause * 1000, Math.max(1, deadline - now)), signal)
    } catch (error) {
      throw interrupted(error, operation, signal)
    }
  }
}

const followAgain = next`${again} to follow it; that starts no second operation`

function outOfTime({ stackName }: Operation, seconds: number): StageError {
  const time = seconds < 120 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
  return new StageError('operation-running', `the operation on stack ${stackName} is still running after ${time}`, {
    hint: followAgain,
  })
}

function displaced({ stackName }: Operation, event: StackEvent): StageError {
  const message = `another operation has been running on stack ${stackName} since ${event.time} (${event.status})`
  return new StageError('stack-busy', message, { hint: 'run again when it has ended' })
}

function interrupted(error: unknown, { stackName }: Operation, signal: AbortSignal): unknown {
  if (signal.aborted)
    return new StageError('operation-running', `interrupted; the operation on stack ${stackName} continues in AWS`, {
      hint: followAgain,
      cause: error,
    })
  if (!(error instanceof StageError)) return error
  return new StageError('operation-unknown', `lost sight of the operation on stack ${stackName}: ${error.message}`, {
    hint: joined([error.hint, followAgain], '; ')!,
    cause: error,
  })
}
