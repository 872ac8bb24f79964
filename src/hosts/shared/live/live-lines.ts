import { ownControl } from '../own-control.ts'
import type { Sink } from '../shown-sink.ts'

/** A line of a live view, with the columns that it takes without colours. */
export interface LiveLine {
  readonly text: string
  readonly length: number
}

/** Lines at the end of a terminal that replace each other. */
export interface LiveLines {
  /** Removes the lines, so that other text may follow. */
  erase(): void
  /** Writes these lines in place of the former ones. */
  draw(lines: readonly LiveLine[]): void
  /** Leaves the lines where they are. */
  keep(): void
}

/** Lines of a terminal. A terminal that became narrower has wrapped them, and all parts are removed. */
export function liveLines(stream: Sink): LiveLines {
  /** Columns of each line on the screen. */
  let drawn: readonly number[] = []
  const erase = () => {
    const columns = stream.columns || 80
    const height = drawn.reduce((sum, length) => sum + Math.max(1, Math.ceil(length / columns)), 0)
    if (height > 0) stream.write(ownControl(`[${height}A`) + ownControl('[J'))
    drawn = []
  }
  return {
    erase,
    draw(lines) {
      erase()
      stream.write(`${lines.map(({ text }) => text).join('\n')}\n`)
      drawn = lines.map(({ length }) => length)
    },
    keep() {
      drawn = []
    },
  }
}
