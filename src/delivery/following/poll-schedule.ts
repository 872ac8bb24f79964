import { pauseAfter } from '../../core/pacing/back-off.ts'

/** What is known when the next look is planned. */
export interface Watched {
  /** Seconds since the operation began. */
  readonly elapsed: number
  /** When the last resource should be done, in seconds since the beginning, give or take `doubt`; undefined when nothing is known. */
  readonly expected: { readonly end: number; readonly doubt: number } | undefined
  /** Whether all resources of the plan are done, so that only the stack's own last word is missing. */
  readonly onlyStackLeft: boolean
  /** How often in a row a look was throttled or failed. */
  readonly failures: number
}

const shortest = 0.25
const near = 0.5
const close = 0.85
const far = 6

/**
 * Seconds until the next look. Operations of an emulator are over at once, so the first looks come quickly and grow
 * apart with the time that has gone, to 0.85 s; long before the expected end they are up to 6 s apart.
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
