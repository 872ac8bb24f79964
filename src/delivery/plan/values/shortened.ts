import type { ValueChange } from './value-change.ts'

/** Most characters of one value, and lines of one text. */
const limits = { value: 4_000, lines: 400 } as const

/** The beginning of a text, with `…` when it is longer. Characters beyond the basic plane are not split. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  const end = /[\uD800-\uDBFF]/.test(text[most - 2] ?? '') ? most - 2 : most - 1
  return `${text.slice(0, end)}…`
}

/** How much of what two texts share is kept before the first difference. */
const kept = 20

/** Two texts, cut so that where they differ is seen: a long common beginning becomes `…`. */
export function excerpts(before: string, after: string, most: number): readonly [string, string] {
  if (before.length <= most && after.length <= most) return [before, after]
  let same = 0
  while (same < before.length && same < after.length && before[same] === after[same]) same += 1
  const start = Math.max(0, same - Math.min(kept, Math.floor(most / 3)))
  const from = /[\uDC00-\uDFFF]/.test(before[start] ?? '') ? start + 1 : start
  const part = (text: string) => (start === 0 ? shortened(text, most) : shortened(`…${text.slice(from)}`, most))
  return [part(before), part(after)]
}

/** The value with texts of a bounded length; of two long texts the parts that differ are kept. */
export function boundedValue(value: ValueChange): ValueChange {
  const { before, after, lines } = value
  const texts = before !== undefined && after !== undefined ? excerpts(before, after, limits.value) : undefined
  return {
    ...value,
    path: shortened(value.path, 400),
    ...(texts !== undefined
      ? { before: texts[0], after: texts[1] }
      : {
          ...(before === undefined ? {} : { before: shortened(before, limits.value) }),
          ...(after === undefined ? {} : { after: shortened(after, limits.value) }),
        }),
    ...(lines === undefined ? {} : { lines: firstLines(lines, limits.lines, limits.value) }),
  }
}

/** The first lines, each of a bounded length, and how many follow. */
export function firstLines(lines: readonly string[], most: number, length: number): readonly string[] {
  const shown = lines.slice(0, most).map((line) => shortened(line, length))
  return lines.length > most ? [...shown, `… ${lines.length - most} more lines`] : shown
}
