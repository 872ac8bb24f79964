import type { Clock } from '../../src/core/ports/clock.ts'

/** A clock for many runs at once: it stands while any of them waits for an answer, and goes on to the next that wakes when all sleep. */
export interface IdleClock extends Clock {
  /** Holds the time until an answer is there. */
  during<T>(answer: Promise<T>): Promise<T>
}

/** So many turns of the event loop without anything under way mean that all are asleep. */
const quietTurns = 10

export function idleClock(): IdleClock {
  let elapsed = 0
  let underWay = 0
  let running = false
  const sleepers: { readonly at: number; readonly wake: () => void }[] = []

  const run = async () => {
    running = true
    for (let quiet = 0; sleepers.length > 0; ) {
      await new Promise((resolve) => setImmediate(resolve))
      quiet = underWay === 0 ? quiet + 1 : 0
      if (quiet < quietTurns) continue
      quiet = 0
      sleepers.sort((a, b) => a.at - b.at)
      const next = sleepers.shift()!
      elapsed = Math.max(elapsed, next.at)
      next.wake()
    }
    running = false
  }
  return {
    now: () => new Date(Date.UTC(2026, 10, 21, 12) + elapsed),
    elapsed: () => elapsed,
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted()
      await new Promise<void>((wake) => {
        sleepers.push({ at: elapsed + milliseconds, wake })
        if (!running) void run()
      })
      signal?.throwIfAborted()
    },
    async during(answer) {
      underWay += 1
      try {
        return await answer
      } finally {
        underWay -= 1
      }
    },
  }
}
