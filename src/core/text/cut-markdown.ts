/** One part of a text for GitHub. A part with a higher rank is cut first. */
export interface MarkdownPart {
  readonly markdown: string
  readonly rank: number
}

/** Reserved for the notice, and for closing what was cut open. */
const reserve = 600

/**
 * Fits the parts into the given number of bytes (UTF-8), in their order. The rank decides which parts stay. The first
 * part that does not fit is cut at a line, and a notice counts the missing lines.
 * @param notice one paragraph of at most 500 bytes
 */
export function cutMarkdown(
  parts: readonly MarkdownPart[],
  { limit, notice }: { readonly limit: number; readonly notice: (missing: number) => string },
): string {
  const whole = parts.map(({ markdown }) => markdown).join('\n\n')
  if (Buffer.byteLength(whole) <= limit) return whole

  let room = limit - reserve
  let missing = 0
  const kept = new Map<MarkdownPart, string>()
  const ranked = [...parts].sort((a, b) => a.rank - b.rank)
  for (const part of ranked) {
    const lines = part.markdown.split('\n')
    const fitting = missing > 0 ? [] : linesWithin(lines, room)
    missing += lines.length - fitting.length
    const text = fitting.length === lines.length ? part.markdown : ended(fitting)
    room -= Buffer.byteLength(text) + 2
    if (fitting.length > 0) kept.set(part, text)
  }
  const shown = parts.flatMap((part) => kept.get(part) ?? [])
  return [...shown, notice(missing)].join('\n\n')
}

function linesWithin(lines: readonly string[], room: number): readonly string[] {
  let used = 2
  const end = lines.findIndex((line) => {
    used += Buffer.byteLength(line) + 1
    return used > room
  })
  return end === -1 ? lines : lines.slice(0, end)
}

/**
 * Closes blocks that the cut left open, so that the notice is not folded away with them. The content of a block of code
 * is data.
 */
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
