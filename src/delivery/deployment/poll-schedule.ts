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
const unknowing = 1
const longest = 4

/**
 * Seconds until the next look. Operations of an emulator are over at once, so the first looks come quickly and grow
 * apart with the time that has gone; far from the expected end they are 4 s apart, around it half a second.
 */
export function pauseSeconds({ elapsed, expected, onlyStackLeft, failures }: Watched): number {
  if (failures > 0) return Math.min(2, near * 2 ** (failures - 1))
  const growing = Math.max(shortest, elapsed * 0.12)
  if (onlyStackLeft) return Math.min(near, growing)
  if (expected === undefined) return Math.min(unknowing, growing)
  const begin = expected.end - expected.doubt
  if (elapsed < begin) return Math.min(longest, Math.max(near, begin - elapsed), Math.max(near, growing * 4))
  const late = Math.max(0, elapsed - expected.end - expected.doubt)
  return Math.min(longest, near + late * 0.1, growing)
}
