import type { StackEvent, Stacks } from '../../core/ports/stacks.ts'
import { isOfStack } from './operation.ts'

/** The clocks of AWS and of the run that recorded a deployment may differ by this, in milliseconds. */
const clockDifference = 5000

/** Whether the stack has an event that is newer than a recorded deployment; one without events may have changed. */
export function changedSince(newestTime: string | undefined, recorded: string): boolean {
  return !(Date.parse(newestTime ?? '') <= Date.parse(recorded) + clockDifference)
}

/**
 * Whether a stack may have changed between a recorded deployment and one of its later events. Updates that
 * CloudFormation has undone completely change nothing.
 * @param since ISO 8601, UTC
 * @param until id of the event
 * @returns true also when the events do not tell
 */
export async function changedBetween(
  stacks: Pick<Stacks, 'events'>,
  stackId: string,
  { since, until }: { readonly since: string; readonly until: string | undefined },
): Promise<boolean> {
  const between: StackEvent[] = []
  let isBefore = false
  for await (const event of stacks.events(stackId)) {
    isBefore ||= event.id === until
    if (!isBefore) continue
    if (!changedSince(event.time, since)) return !areUndone(between)
    between.push(event)
  }
  return true
}

const undoing: readonly string[] = [
  'UPDATE_IN_PROGRESS',
  'UPDATE_ROLLBACK_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE',
]

/** @param events newest first */
function areUndone(events: readonly StackEvent[]): boolean {
  if (events.length === 0) return true
  const statuses = events.filter(isOfStack).map(({ status }) => status)
  return statuses[0] === 'UPDATE_ROLLBACK_COMPLETE' && statuses.every((status) => undoing.includes(status))
}
