/** What is known when the next look is planned. */
export interface Watched {
  /** Seconds since the operation began. */
  readonly elapsed: number
  /**
   * When the last resource should be done, in seconds since the beginning, give or take `doubt`; `trusted` when the
   * stack's own history says so. Undefined when nothing is known.
   */
  readonly expected: { readonly end: number; readonly doubt: number; readonly trusted: boolean } | undefined
  /** Whether all resources of the plan are done, so that only the stack's own last word is missing. */
  readonly onlyStackLeft: boolean
  /** How often in a row a look was throttled or failed. */
  readonly failures: number
}

const shortest = 0.25
const near = 0.5
const unknowing = 1

/**
 * Seconds until the next look. Operations of an emulator are over at once, so the first looks come quickly and grow
 * apart with the time that has gone. Far from a trusted end they are 4 s apart, around it half a second; without
 * anything to trust they are a second apart.
 */
export function pauseSeconds({ elapsed, expected, onlyStackLeft, failures }: Watched): number {
  if (failures > 0) return Math.min(2, near * 2 ** (failures - 1))
  const growing = Math.max(shortest, elapsed * 0.12)
  if (onlyStackLeft) return Math.min(near, growing)
  if (expected === undefined) return Math.min(unknowing, growing)
  const { end, doubt, trusted } = expected
  const close = trusted ? near : unknowing
  const [begin, late] = [end - doubt - elapsed, Math.max(0, elapsed - end - doubt)]
  if (begin > 0 && trusted) return Math.min(4, Math.max(close, begin), Math.max(close, growing * 4))
  return Math.min(trusted ? 4 : unknowing, close + late * 0.1, growing)
}
