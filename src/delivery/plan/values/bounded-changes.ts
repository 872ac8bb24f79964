import type { ReviewedChange } from './review.ts'
import { excerpts, shortened } from './shortened.ts'
import type { ValueChange } from './value-change.ts'

/** Characters of all values of a review, of one value, and the lines of one text. */
const limits = { all: 1_000_000, value: 4_000, lines: 400 } as const

/** Keeps as many values as the limits let, those of the first changes first; each change says how many it lost. */
export function boundedChanges(changes: readonly ReviewedChange[]): readonly ReviewedChange[] {
  let room: number = limits.all
  return changes.map((change) => {
    const values: ValueChange[] = []
    for (const value of change.values.map(boundedValue)) {
      room -= JSON.stringify(value).length
      if (room < 0) break
      values.push(value)
    }
    const left = change.values.length - values.length
    return { ...change, values, ...(left === 0 ? {} : { left }) }
  })
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
