import type { StackEvent } from '../../core/ports/stacks.ts'
import { secondsBetween, verbOf } from './durations.ts'
import { doneResources, isOfStack, type Operation, runningResources } from './operation.ts'
import type { Watched } from './poll-schedule.ts'

/** The expected end, from the events: which resources are left, and how long each took the last time. */
export function expectedEnd(
  operation: Operation,
  events: readonly StackEvent[],
): Pick<Watched, 'expected' | 'onlyStackLeft'> {
  const start = events.find(isOfStack)?.time ?? events[0]?.time
  if (start === undefined) return { expected: undefined, onlyStackLeft: false }
  const running = [...runningResources(events).values()]
  const done = doneResources(operation, events)
  const begun = new Set(running.map((event) => event.logicalId))
  const open = operation.expected.filter((id) => !done.has(id) && !begun.has(id))
  if (running.length === 0 && open.length === 0)
    return { expected: undefined, onlyStackLeft: operation.expected.length > 0 }
  let expected: Watched['expected']
  for (const event of running) {
    const seconds = operation.usual(event.logicalId, verbOf(event.status))
    if (seconds === undefined) continue
    const end = secondsBetween(start, event.time) + seconds
    if (expected === undefined || end > expected.end) expected = { end, doubt: Math.max(1, seconds * 0.2) }
  }
  return { expected, onlyStackLeft: false }
}
