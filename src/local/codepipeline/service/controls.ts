import type { MovableClock } from './clock.ts'
import type { Engine } from './engine.ts'

/** What tests set, which outlives the process like everything else. */
export interface ControlledState {
  /** Milliseconds by which the clock is ahead. */
  readonly ahead: number
  /** Whether reads are late, as with the service. */
  readonly readsLag: boolean
}

/** Keeps the state. */
export interface StateFile {
  read(): ControlledState
  write(state: ControlledState): void
}

/** What the tests of pipelines, and `reset`, do to the executor. */
export interface Controls {
  /** Moves the clock ahead. What waits for a time that is over then goes on at once. */
  moveClock(minutes: number): void
  /** Switches on or off that reads are late. */
  lagReads(on: boolean): void
  /** Forgets all pipelines, and puts the clock right. Reads stay late or not. */
  forget(): void
}

/** Brings the executor to the kept state. @returns what changes it */
export function controlsOf(
  engine: Engine,
  clock: Pick<MovableClock, 'move'>,
  file: StateFile,
  forgetSessions: () => void = () => undefined,
): Controls {
  const change = (changes: Partial<ControlledState>) => {
    const state = { ...file.read(), ...changes }
    file.write(state)
    clock.move(state.ahead)
    engine.lagReads(state.readsLag)
  }
  engine.lagReads(file.read().readsLag)
  return {
    moveClock: (minutes) => {
      change({ ahead: file.read().ahead + minutes * 60_000 })
      engine.wake()
    },
    lagReads: (readsLag) => change({ readsLag }),
    forget: () => {
      engine.clear()
      forgetSessions()
      change({ ahead: 0 })
    },
  }
}
