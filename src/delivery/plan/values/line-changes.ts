/** Above this many pairs of differing lines, all of them count as changed. */
const mostPairs = 4_000_000

/** Unchanged lines that are shown before and behind a change. */
const context = 1

/**
 * The lines that differ between two texts, each behind `- ` or `+ `, with one unchanged line around them behind two
 * blanks. `…` stands for further unchanged lines.
 */
export function changedLines(before: string, after: string): readonly string[] {
  const [a, b] = [linesOf(before), linesOf(after)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1
  const middle = compared(a.slice(start, a.length - end), b.slice(start, b.length - end))
  const same = (lines: readonly string[]) => lines.map((line) => `  ${line}`)
  return withoutFarLines([...same(a.slice(0, start)), ...middle, ...same(a.slice(a.length - end))])
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/)
}

/** The longest common subsequence of the lines decides. */
function compared(a: readonly string[], b: readonly string[]): string[] {
  if (a.length * b.length > mostPairs) return [...a.map((line) => `- ${line}`), ...b.map((line) => `+ ${line}`)]
  const width = b.length + 1
  const common = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
  const lines: string[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(`  ${a[i]}`)
      i += 1
      j += 1
    } else if (j === b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!)) {
      lines.push(`- ${a[i]}`)
      i += 1
    } else {
      lines.push(`+ ${b[j]}`)
      j += 1
    }
  }
  return lines
}

function withoutFarLines(lines: readonly string[]): readonly string[] {
  const near = (index: number) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some((line) => !line.startsWith('  '))
  return lines.flatMap((line, index) => {
    if (near(index)) return [line]
    return index === 0 || near(index - 1) ? ['…'] : []
  })
}
