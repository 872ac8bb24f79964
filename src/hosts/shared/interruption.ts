/** Signals that ask the process to end: Ctrl-C, the end of a job, a closed terminal. */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** One of these signals. */
export type EndingSignal = (typeof endingSignals)[number]

/** 128 and the number of the signal, as shells report it (POSIX, "Exit Status for Commands"). */
const exitCodesOf: Readonly<Record<EndingSignal, number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }

/** The reason of an `AbortSignal` that a signal of the system aborted. */
export interface Interruption extends Error {
  readonly exitCode: number
}

/** Why the run ends: this signal arrived. */
export function interruption(signal: EndingSignal): Interruption {
  return Object.assign(new Error(`interrupted by ${signal}`), { exitCode: exitCodesOf[signal] })
}

/** The exit code of an interrupted process; undefined when no signal of the system ended the run. */
export function interruptedExitCode({ aborted, reason }: AbortSignal): number | undefined {
  return aborted ? (reason as Partial<Interruption>)?.exitCode : undefined
}
