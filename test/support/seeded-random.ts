/** Numbers that look random and are the same on every run, for property tests. */
export interface SeededRandom {
  /** A whole number from 0 up to, but without, the limit. */
  below(limit: number): number
}

/** Marsaglia's xorshift with 32 bits of state ("Xorshift RNGs", 2003). @param seed any whole number but 0 */
export function seededRandom(seed: number): SeededRandom {
  let state = seed | 0
  return {
    below(limit) {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return (state >>> 0) % limit
    },
  }
}
