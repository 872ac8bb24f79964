import type { StackEvent } from '../../core/ports/stacks.ts'

/** How long one step of a resource took the last time, in seconds; undefined when that is unknown. */
export type UsualSeconds = (logicalId: string, verb: string) => number | undefined

/**
 * Durations from the last operations of the same stack. They only decide when to poll again, never what is true.
 * @param events of earlier operations, newest first
 */
export function usualSeconds(events: readonly StackEvent[]): UsualSeconds {
  const history = durationsIn(events)
  return (logicalId, verb) => history.get(`${verb} ${logicalId}`)
}

/** The verb in a status: `CREATE`, `UPDATE`, `DELETE` or `IMPORT`. */
export function verbOf(status: string): string {
  return status.slice(0, status.indexOf('_'))
}

/** Seconds between two of the service's timestamps. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000
}

function durationsIn(newestFirst: readonly StackEvent[]): ReadonlyMap<string, number> {
  const started = new Map<string, string>()
  const durations = new Map<string, number>()
  for (const event of [...newestFirst].reverse()) {
    const key = `${verbOf(event.status)} ${event.logicalId}`
    if (event.status.endsWith('_IN_PROGRESS')) {
      if (!started.has(key)) started.set(key, event.time)
    } else if (event.status.endsWith('_COMPLETE')) {
      const begin = started.get(key)
      if (begin !== undefined) durations.set(key, secondsBetween(begin, event.time))
      started.delete(key)
    }
  }
  return durations
}
