/**
 * Limits for suggestions: names longer than `characters` get none. After `steps` cells of the distance tables, the best
 * name so far counts.
 */
export const nearestLimits = { characters: 100, steps: 200_000 } as const

/**
 * The known name nearest to a misspelt one, for "did you mean"; undefined if none is near.
 * @param limit how many letters may differ. Default: two, or a third of a longer name
 */
export function nearest(
  name: string,
  known: Iterable<string>,
  limit = Math.max(name.length < 4 ? 1 : 2, Math.floor(name.length / 3)),
): string | undefined {
  let best: string | undefined
  let bestDistance = limit + 1
  let steps = 0
  if (name.length > nearestLimits.characters) return undefined
  for (const candidate of known) {
    if (steps > nearestLimits.steps) break
    steps += 1
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    steps += (name.length + 1) * (candidate.length + 1)
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const shorter = row[j]! < next[j - 1]! ? row[j]! + 1 : next[j - 1]! + 1
      next.push(Math.min(replaced, shorter))
    }
    row = next
  }
  return row[b.length]!
}
