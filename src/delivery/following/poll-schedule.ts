import { pauseAfter } from '../../core/pacing/back-off.ts'

/** What is known when the next poll is planned. */
export interface Watched {
  /** Seconds since the operation started. */
  readonly elapsed: number
  /**
   * When the last resource should be done, in seconds since the start, plus or minus `doubt`; undefined when unknown.
   */
  readonly expected: { readonly end: number; readonly doubt: number } | undefined
  /** Whether all resources of the plan are done, so that only the last event of the stack is missing. */
  readonly onlyStackLeft: boolean
  /** How many polls in a row were throttled or failed. */
  readonly failures: number
}

const shortest = 0.25
const near = 0.5
const close = 0.85
const far = 6

/**
 * Seconds until the next poll. Operations of an emulator end at once, so polls start quickly; pauses then grow with the
 * elapsed time, up to 0.85 s. Long before the expected end, pauses are up to 6 s.
 */
export function pauseSeconds({ elapsed, expected, onlyStackLeft, failures }: Watched): number {
  if (failures > 0) return pauseAfter(failures, { first: near, longest: 2 })
  const growing = Math.max(shortest, elapsed * 0.12)
  if (onlyStackLeft) return Math.min(near, growing)
  if (expected === undefined) return Math.min(close, growing)
  const { end, doubt } = expected
  const early = end - doubt - elapsed
  if (early > 0) return Math.min(far, Math.max(close, early), Math.max(close, elapsed))
  const late = Math.max(0, elapsed - end - doubt)
  return Math.min(far, Math.min(close, growing) + late * 0.01)
}
