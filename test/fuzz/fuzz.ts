import { type SeededRandom, seededRandom } from '../support/seeded-random.ts'

/**
 * Tries a property with random inputs: `rounds` of them in `npm test`, always the same; for LIFTLOCK_FUZZ_SECONDS seconds, with seeds
 * of their own, where that is set. A failure names its seed, and LIFTLOCK_FUZZ_SEED tries that one alone.
 * @throws Error with the seed and the failure as its cause
 */
export async function fuzz(rounds: number, property: (random: SeededRandom) => unknown): Promise<void> {
  const { LIFTLOCK_FUZZ_SECONDS: seconds, LIFTLOCK_FUZZ_SEED: only } = process.env
  if (only) return tryOnce(Number(only), property)
  if (!seconds) for (let seed = 1; seed <= rounds; seed += 1) await tryOnce(seed, property)
  else {
    const end = performance.now() + Number(seconds) * 1000
    const first = Date.now() & 0x3fffffff
    for (let seed = first; performance.now() < end; seed += 1) await tryOnce(seed, property)
  }
}

/** Milliseconds that a test of `fuzz` may take. */
export function fuzzTimeout(): number {
  return 60_000 + Number(process.env.LIFTLOCK_FUZZ_SECONDS ?? 0) * 1000
}

async function tryOnce(seed: number, property: (random: SeededRandom) => unknown): Promise<void> {
  const start = performance.now()
  try {
    // A multiple, because small seeds that follow one another begin alike.
    await property(seededRandom(Math.imul(seed, 0x9e3779b1) | 1))
  } catch (error) {
    const { message } = error as Error
    throw new Error(`LIFTLOCK_FUZZ_SEED=${seed} tries this alone: ${message}`, { cause: error })
  }
  const took = performance.now() - start
  if (took > slowest) throw new Error(`LIFTLOCK_FUZZ_SEED=${seed} took ${Math.round(took)} ms`)
}

/** No input of a few kilobytes takes a parser so long, even on a busy machine. */
const slowest = 10_000

/** One of a list. */
export function oneOf<T>(random: SeededRandom, items: readonly T[]): T {
  return items[random.below(items.length)]!
}

/** Pieces of a language in any order, or a valid text with some of them put in and taken out. */
export function madeText(random: SeededRandom, pieces: readonly string[], samples: readonly string[]): string {
  if (random.below(2) === 0) return Array.from({ length: random.below(60) }, () => oneOf(random, pieces)).join('')
  let text = oneOf(random, samples)
  for (let times = random.below(6); times > 0; times -= 1) {
    const at = random.below(text.length + 1)
    const [insert, remove] = random.below(3) > 0 ? [oneOf(random, pieces), 0] : ['', random.below(6)]
    text = text.slice(0, at) + insert.repeat(random.below(9) === 0 ? 50 : 1) + text.slice(at + remove)
  }
  return text
}
