import type { StackEvent } from '../../core/ports/stacks.ts'
import { secondsBetween } from './durations.ts'
import { isOfStack } from './operation.ts'

/** Prints the useful events: those of the stack itself, and the ends of resources with their duration. */
export interface EventLog {
  /** The lines of one event; none when a resource starts. */
  linesOf(event: StackEvent): readonly string[]
}

/** @param root id of the outermost stack; resources of nested stacks are shown with their stack's name */
export function eventLog(root: string): EventLog {
  let start: string | undefined
  const begun = new Map<string, string>()
  return {
    linesOf(event) {
      start ??= event.time
      const key = `${event.stackId} ${event.logicalId}`
      if (event.status.endsWith('_IN_PROGRESS') && !isOfStack(event)) {
        if (!begun.has(key)) begun.set(key, event.time)
        return []
      }
      const since = begun.get(key)
      begun.delete(key)
      const took =
        since === undefined || event.status.endsWith('_FAILED')
          ? ''
          : ` (${secondsBetween(since, event.time).toFixed(1)} s)`
      const name = isOfStack(event)
        ? event.stackName
        : event.stackId === root
          ? event.logicalId
          : `${event.stackName}/${event.logicalId}`
      const offset = `+${secondsBetween(start, event.time).toFixed(1).padStart(6)} s`
      const line = ` ${event.time.slice(11, 19)}  ${offset}  ${event.status.padEnd(19)}  ${name}${took}`
      return event.status.endsWith('_FAILED') && event.reason !== undefined
        ? [line, `${' '.repeat(22)}${event.reason}`]
        : [line]
    },
  }
}

/** What the run waits for, in one line. */
export function waitingFor(running: Iterable<StackEvent>, done: number, all: number): string {
  const names = [...running].map((event) => event.logicalId)
  const shown = names.slice(0, 2).join(', ')
  const more = names.length > 2 ? ` and ${names.length - 2} more` : ''
  return `${done} of ${all} done${names.length === 0 ? '' : `, waiting for ${shown}${more}`}`
}
