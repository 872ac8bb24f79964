import type { Clock } from './clock.ts'

/** Waits of providers, by the clock of the executor. */
export interface Pauses {
  /** Ends at a time in epoch milliseconds. @throws the reason of the signal, as soon as somebody lets go of the work */
  until(time: number, signal: AbortSignal): Promise<void>
  /** Ends every wait whose time has come: the clock was moved. */
  wake(): void
}

export function createPauses(clock: Clock): Pauses {
  const open = new Set<{ readonly time: number; readonly end: () => void }>()
  return {
    until: (time, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason)
          return
        }
        const close = () => {
          open.delete(pause)
          cancel()
          signal.removeEventListener('abort', abandon)
        }
        const end = () => {
          close()
          resolve()
        }
        const abandon = () => {
          close()
          reject(signal.reason)
        }
        const pause = { time, end }
        const cancel = clock.at(time, end)
        open.add(pause)
        signal.addEventListener('abort', abandon)
      }),
    wake: () => {
      for (const { time, end } of [...open]) if (time <= clock.now()) end()
    },
  }
}
