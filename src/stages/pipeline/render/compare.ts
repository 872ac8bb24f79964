/** Lines of a difference that are shown; the rest is counted. */
const shownLines = 40

/**
 * The lines that differ between two texts, with `-` for the old and `+` for the new ones; empty when they are equal.
 * What is alike at both ends is left out, and in between the longest common lines stay.
 */
export function lineDifference(old: string, wanted: string): readonly string[] {
  const [before, after] = [old.split('\n'), wanted.split('\n')]
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  while (
    end < Math.min(before.length, after.length) - start &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  )
    end += 1
  const changed = changedLines(before.slice(start, before.length - end), after.slice(start, after.length - end))
  if (changed.length === 0) return []
  const shown = changed.slice(0, shownLines)
  const left = changed.length - shown.length
  return [`@@ line ${start + 1}`, ...shown, ...(left > 0 ? [`… ${left} more lines`] : [])]
}

/** Steps of the search for common lines; a difference beyond it shows all old lines, then all new ones. */
const mostSteps = 4_000_000

function changedLines(before: readonly string[], after: readonly string[]): readonly string[] {
  if (before.length * after.length > mostSteps)
    return [...before.map((line) => `-${line}`), ...after.map((line) => `+${line}`)]
  const common = commonLengths(before, after)
  const lines: string[] = []
  let [at, to] = [0, 0]
  while (at < before.length || to < after.length) {
    if (at < before.length && to < after.length && before[at] === after[to]) {
      at += 1
      to += 1
    } else if (to === after.length || (at < before.length && common[at + 1]![to]! >= common[at]![to + 1]!))
      lines.push(`-${before[at++]}`)
    else lines.push(`+${after[to++]}`)
  }
  return lines
}

/** For each pair of places, how many lines the rests of both texts have in common, in order. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly Uint32Array[] {
  const rows = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  for (let at = before.length - 1; at >= 0; at--)
    for (let to = after.length - 1; to >= 0; to--)
      rows[at]![to] =
        before[at] === after[to] ? rows[at + 1]![to + 1]! + 1 : Math.max(rows[at + 1]![to]!, rows[at]![to + 1]!)
  return rows
}
