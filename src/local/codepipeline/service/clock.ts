/** Time as the executor knows it. Tests move one of their own. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Runs something at a time. @returns what cancels it */
  readonly at: (time: number, run: () => void) => () => void
  /** Runs something as soon as what runs now is done. */
  readonly soon: (run: () => void) => void
}

/** A clock that runs, and can be moved. */
export interface MovableClock extends Clock {
  /** Milliseconds by which it is ahead of the machine. */
  readonly ahead: () => number
  /** What waits for a time that is over now runs at once. */
  readonly move: (ahead: number) => void
}

/** Longer waits are too long for a timer of Node.js (2³¹ − 1 ms). */
const longestTimer = 2_000_000_000

interface Wait {
  readonly time: number
  readonly run: () => void
  timer?: NodeJS.Timeout
}

/** The clock of this machine. @param ahead milliseconds by which it is ahead at first */
export function machineClock(ahead = 0): MovableClock {
  const waits = new Set<Wait>()
  const now = () => Date.now() + ahead
  const end = (wait: Wait) => {
    clearTimeout(wait.timer)
    waits.delete(wait)
  }
  const arm = (wait: Wait) => {
    clearTimeout(wait.timer)
    wait.timer = setTimeout(
      () => {
        if (wait.time > now()) return arm(wait)
        end(wait)
        wait.run()
      },
      Math.min(Math.max(wait.time - now(), 0), longestTimer),
    )
    wait.timer.unref()
  }
  return {
    now,
    at: (time, run) => {
      const wait: Wait = { time, run }
      waits.add(wait)
      arm(wait)
      return () => end(wait)
    },
    soon: (run) => void setImmediate(run),
    ahead: () => ahead,
    move: (to) => {
      ahead = to
      for (const wait of waits) arm(wait)
    },
  }
}
