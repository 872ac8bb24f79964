/** Time as the executor knows it. Tests move one of their own. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Runs something at a time. @returns what cancels it */
  readonly at: (time: number, run: () => void) => () => void
  /** Runs something as soon as what runs now is done. */
  readonly soon: (run: () => void) => void
}

/** Longer waits are too long for a timer of Node.js (2³¹ − 1 ms). */
const longestTimer = 2_000_000_000

/** The clock of this machine, by so much ahead as `ahead` says. */
export function machineClock(ahead: () => number = () => 0): Clock {
  const now = () => Date.now() + ahead()
  const at = (time: number, run: () => void): (() => void) => {
    const left = time - now()
    let cancel = () => clearTimeout(timer)
    const timer = setTimeout(
      () => {
        if (left > longestTimer) cancel = at(time, run)
        else run()
      },
      Math.min(Math.max(left, 0), longestTimer),
    )
    timer.unref()
    return () => cancel()
  }
  return { now, at, soon: (run) => void setImmediate(run) }
}
