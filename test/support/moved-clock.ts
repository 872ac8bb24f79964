import type { Clock } from '../../src/local/codepipeline/service/clock.ts'

/** A clock that stands still until the test moves it. */
export function movedClock() {
  let time = Date.UTC(2026, 11, 1)
  const waiting = new Set<{ readonly time: number; readonly run: () => void }>()
  const clock: Clock = {
    now: () => time,
    at: (when, run) => {
      const entry = { time: when, run }
      waiting.add(entry)
      return () => void waiting.delete(entry)
    },
    soon: (run) => void setImmediate(run),
  }
  return {
    clock,
    passMinutes: (minutes: number) => {
      time += minutes * 60_000
      for (const entry of [...waiting])
        if (entry.time <= time) {
          waiting.delete(entry)
          entry.run()
        }
    },
  }
}
