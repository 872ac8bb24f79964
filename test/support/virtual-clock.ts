import type { Clock } from '../../src/core/ports/clock.ts'

/** A clock that moves only when somebody sleeps or pushes it, so that hours pass in milliseconds. */
export interface VirtualClock extends Clock {
  /** Moves on by milliseconds. */
  push(milliseconds: number): void
}

/**
 * Starts at a fixed time.
 * @param skewMilliseconds how far its time of day is off; durations are right all the same
 */
export function virtualClock(skewMilliseconds = 0): VirtualClock {
  let elapsed = 0
  const background = new Set<{ readonly at: number; readonly wake: () => void }>()
  const push = (milliseconds: number) => {
    elapsed += milliseconds
    for (const sleeper of background) if (sleeper.at <= elapsed) sleeper.wake()
  }
  return {
    now: () => new Date(Date.UTC(2026, 10, 21, 12) + elapsed + skewMilliseconds),
    elapsed: () => elapsed,
    push,
    async sleep(milliseconds, signal, kind) {
      signal?.throwIfAborted()
      if (kind === 'background') await untilPushed(elapsed + milliseconds, signal)
      else push(milliseconds)
      await new Promise((resolve) => setImmediate(resolve))
      signal?.throwIfAborted()
    },
  }

  function untilPushed(at: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = { at, wake }
      background.add(sleeper)
      signal?.addEventListener('abort', wake)
      function wake() {
        background.delete(sleeper)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
    })
  }
}
