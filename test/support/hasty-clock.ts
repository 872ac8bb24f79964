import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../src/core/ports/clock.ts'

/**
 * A clock that runs faster than time, for many runs at once, whose sleeps have to overlap.
 * @param factor how many of its seconds pass in one
 */
export function hastyClock(factor: number): Clock {
  const start = performance.now()
  const elapsed = () => (performance.now() - start) * factor
  return {
    now: () => new Date(Date.UTC(2026, 10, 21, 12) + elapsed()),
    elapsed,
    sleep: (milliseconds, signal) => pause(milliseconds / factor, undefined, signal === undefined ? {} : { signal }),
  }
}
