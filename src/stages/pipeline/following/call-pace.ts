import type { Clock } from '../../../core/ports/clock.ts'

/** How many calls may be made at once, after calls were saved. */
const most = 5
const atFirst = 2

/** Spreads calls over time, with some saved for the moments that need more. */
export interface CallPace {
  /** Counts a call that is made now. */
  spend(): void
  /** Seconds until so many calls may be made at once. */
  secondsUntil(calls: number): number
}

/** A pace that begins with two calls. @param perMinute in the long run */
export function callPace(clock: Pick<Clock, 'elapsed'>, perMinute: number): CallPace {
  let saved = atFirst
  let at = clock.elapsed()
  const count = () => {
    const now = clock.elapsed()
    saved = Math.min(most, saved + ((now - at) / 60_000) * perMinute)
    at = now
    return saved
  }
  return {
    spend() {
      saved = count() - 1
    },
    secondsUntil(calls) {
      return Math.max(0, ((Math.min(calls, most) - count()) * 60) / perMinute)
    },
  }
}
