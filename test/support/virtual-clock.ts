import type { Clock } from '../../src/core/ports/clock.ts'

/** A clock that moves only when somebody sleeps or pushes it, so that hours pass in milliseconds. */
export interface VirtualClock extends Clock {
  /** Moves on by milliseconds. */
  push(milliseconds: number): void
}

/** Starts at a fixed time. */
export function virtualClock(): VirtualClock {
  let elapsed = 0
  return {
    now: () => new Date(Date.UTC(2026, 10, 21, 12) + elapsed),
    elapsed: () => elapsed,
    push(milliseconds) {
      elapsed += milliseconds
    },
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted()
      elapsed += milliseconds
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
    },
  }
}
