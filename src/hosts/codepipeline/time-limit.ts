import type { Clock } from '../../core/ports/clock.ts'

/** Milliseconds that a stage has for its end after the time is over; then it is left. */
const grace = 30_000

/** The time that an action of a pipeline has. */
export interface TimeLimit {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal
  /** Forgets the time, because the stage has ended. */
  stop(): void
}

/**
 * Waits until the time is over.
 * @param minutes counted from the start of the build, where CodeBuild tells it (CodeBuild User Guide, "Environment
 * variables in build environments", `CODEBUILD_START_TIME`), else from now
 * @param leave is called when the stage has not ended in time all the same
 */
export function timeLimit(
  clock: Clock,
  minutes: number,
  { CODEBUILD_START_TIME: start = '' }: NodeJS.ProcessEnv,
  leave: () => void,
): TimeLimit {
  const over = new AbortController()
  const ended = new AbortController()
  const spent = /^\d{1,15}$/.test(start) ? clock.now().getTime() - Number(start) : 0
  // A clock that is wrong must not end the run at once, nor let it go on.
  const counted = spent > 0 && spent < 36 * 3_600_000 ? spent : 0
  const wait = async () => {
    await clock.sleep(Math.max(0, minutes * 60_000 - counted), ended.signal, 'background')
    if (ended.signal.aborted) return
    over.abort(new Error(`the ${minutes} minutes of this action are over`))
    await clock.sleep(grace, ended.signal, 'background')
    if (!ended.signal.aborted) leave()
  }
  wait().catch((error: unknown) => {
    if (!ended.signal.aborted) throw error
  })
  return { signal: over.signal, stop: () => ended.abort() }
}
