/** One part of a job summary; a higher rank is cut first. */
export interface SummaryPart {
  readonly markdown: string
  readonly rank: number
}

/** What the platform takes from one step; a larger summary is dropped as a whole (GitHub Docs, "Workflow commands", job summaries). */
export const summaryLimit = 1024 * 1024

/** Room for the notice, and for the ends of what is cut. */
const reserve = 600

/**
 * The parts in their order, as many bytes (UTF-8) as there is room for. Rank decides what stays; the first part without room is
 * cut at a line, and a notice says how many lines are missing.
 */
export function cutSummary(parts: readonly SummaryPart[], limit = summaryLimit): string {
  const whole = parts.map(({ markdown }) => markdown).join('\n\n')
  if (Buffer.byteLength(whole) <= limit) return whole

  let room = limit - reserve
  let missing = 0
  const kept = new Map<SummaryPart, string>()
  const ranked = [...parts].sort((a, b) => a.rank - b.rank)
  for (const part of ranked) {
    const lines = part.markdown.split('\n')
    const fitting = missing > 0 ? [] : linesWithin(lines, room)
    missing += lines.length - fitting.length
    const text = fitting.length === lines.length ? part.markdown : ended(fitting)
    room -= Buffer.byteLength(text) + 2
    if (fitting.length > 0) kept.set(part, text)
  }
  const notice = `> This summary was cut: ${missing} lines are missing, because a step may show 1 MiB. The log and the report files have them.`
  const shown = parts.flatMap((part) => kept.get(part) ?? [])
  return [...shown, notice].join('\n\n')
}

function linesWithin(lines: readonly string[], room: number): readonly string[] {
  let used = 2
  const end = lines.findIndex((line) => {
    used += Buffer.byteLength(line) + 1
    return used > room
  })
  return end === -1 ? lines : lines.slice(0, end)
}

/** Closes what was open where the text was cut, so that the notice is not folded away with it. What stands in a block of code is data. */
function ended(lines: readonly string[]): string {
  let fence: string | undefined
  let folded = 0
  for (const line of lines) {
    const mark = /^(`{3,})/.exec(line)?.[1]
    if (fence !== undefined) fence = mark === fence ? undefined : fence
    else if (mark !== undefined) fence = mark
    else folded += line.split('<details>').length - line.split('</details>').length
  }
  return [
    lines.join('\n'),
    ...(fence === undefined ? [] : [fence]),
    ...Array<string>(Math.max(0, folded)).fill('\n</details>'),
  ].join('\n')
}
