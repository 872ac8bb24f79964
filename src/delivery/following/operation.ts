import type { StackEvent } from '../../core/ports/stacks.ts'
import { secondsBetween, type UsualSeconds, verbOf } from './durations.ts'

/** One operation of CloudFormation, which is followed until its last event. */
export interface Operation {
  readonly stackId: string
  readonly stackName: string
  /** Client request token; only events with this token belong to the operation. */
  readonly token: string
  /** The newest event before the operation started; undefined reads back to the first event of the stack. */
  readonly after: string | undefined
  /** Logical ids of the resources that will change. */
  readonly expected: readonly string[]
  /** How long the resources of the stack took the last time. */
  readonly usual: UsualSeconds
}

/** How an operation ended, from its last event. */
export interface FinishedOperation {
  readonly kind: 'succeeded' | 'rolled-back' | 'failed' | 'stuck'
  readonly status: string
  readonly seconds: number
  /** The resource that failed first; when the cause is in a nested stack, the resource there. */
  readonly failure: Failure | undefined
  /** The failure during the rollback; set when the rollback failed. */
  readonly rollbackFailure: Failure | undefined
  /** How many resources were cancelled because of the failure. */
  readonly cancelled: number
}

export interface Failure {
  readonly resource: string
  readonly type: string
  readonly reason: string
  readonly stackName: string
  /** Seconds after the start of the operation. */
  readonly seconds: number
}

const endings: Readonly<Record<string, FinishedOperation['kind']>> = {
  CREATE_COMPLETE: 'succeeded',
  UPDATE_COMPLETE: 'succeeded',
  IMPORT_COMPLETE: 'succeeded',
  DELETE_COMPLETE: 'succeeded',
  ROLLBACK_COMPLETE: 'rolled-back',
  UPDATE_ROLLBACK_COMPLETE: 'rolled-back',
  IMPORT_ROLLBACK_COMPLETE: 'rolled-back',
  CREATE_FAILED: 'failed',
  UPDATE_FAILED: 'failed',
  ROLLBACK_FAILED: 'stuck',
  UPDATE_ROLLBACK_FAILED: 'stuck',
  IMPORT_ROLLBACK_FAILED: 'stuck',
  DELETE_FAILED: 'stuck',
}

/** Whether an event is about the stack itself, not about a resource in it. */
export function isOfStack(event: StackEvent): boolean {
  return event.type === 'AWS::CloudFormation::Stack' && event.physicalId === event.stackId
}

/**
 * The end of the operation, when one of its own events shows it. A status without such an event proves nothing: it may
 * be older, or belong to another operation.
 * @param events of the operation and of its nested stacks, oldest first
 * @param disableRollback whether a failed operation is not rolled back, so that a FAILED status is final
 */
export function findEnd(
  operation: Operation,
  events: readonly StackEvent[],
  disableRollback: boolean,
): FinishedOperation | undefined {
  const own = events.filter((event) => event.stackId === operation.stackId && isOfStack(event))
  const last = own.at(-1)
  const kind = last === undefined ? undefined : endings[last.status]
  if (last === undefined || kind === undefined) return undefined
  if (kind === 'failed' && !disableRollback) return undefined
  const start = own[0]!.time
  const turn = own.find((event) => /ROLLBACK_IN_PROGRESS$/.test(event.status))
  const failures = events.filter((event) => event.status.endsWith('_FAILED') && !isOfStack(event))
  const causes = failures.filter((event) => !isCancelled(event))
  const before = turn === undefined ? causes : causes.filter((event) => event.time <= turn.time)
  const after = turn === undefined ? causes : causes.filter((event) => event.time > turn.time)
  return {
    kind,
    status: last.status,
    seconds: secondsBetween(start, last.time),
    failure: failureOf(rootCause(before), start),
    rollbackFailure: kind === 'stuck' ? failureOf(rootCause(after), start) : undefined,
    cancelled: failures.length - causes.length,
  }
}

/** Resources with work in progress, with the time at which it started. */
export function runningResources(events: readonly StackEvent[]): ReadonlyMap<string, StackEvent> {
  const running = new Map<string, StackEvent>()
  for (const event of events) {
    if (isOfStack(event)) continue
    const key = `${event.stackId} ${event.logicalId}`
    if (!event.status.endsWith('_IN_PROGRESS')) running.delete(key)
    else if (verbOf(running.get(key)?.status ?? '') !== verbOf(event.status)) running.set(key, event)
  }
  return running
}

/** Logical ids of the stack's own resources that are done. */
export function doneResources(operation: Operation, events: readonly StackEvent[]): ReadonlySet<string> {
  const own = events.filter((event) => event.stackId === operation.stackId && !isOfStack(event))
  return new Set(own.filter((event) => !event.status.endsWith('_IN_PROGRESS')).map((event) => event.logicalId))
}

function isCancelled(event: StackEvent): boolean {
  return /\bcancell?ed\b/i.test(event.reason ?? '')
}

/** The first failure. The failure of a nested stack only repeats one inside of it. */
function rootCause(failures: readonly StackEvent[]): StackEvent | undefined {
  const byTime = [...failures].sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
  const nested = new Set(byTime.map((event) => event.stackId))
  return (
    byTime.find((event) => !(event.type === 'AWS::CloudFormation::Stack' && nested.has(event.physicalId ?? ''))) ??
    byTime[0]
  )
}

function failureOf(event: StackEvent | undefined, start: string): Failure | undefined {
  if (event === undefined) return undefined
  return {
    resource: event.logicalId,
    type: event.type,
    reason: event.reason ?? `the service gave no reason (${event.status})`,
    stackName: event.stackName,
    seconds: Math.max(0, secondsBetween(start, event.time)),
  }
}
