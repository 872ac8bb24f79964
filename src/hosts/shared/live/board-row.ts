import { columnsOf, cutToColumns } from '../../../core/text/columns.ts'
import type { Paint } from '../paint.ts'
import { visibleOnOneLine } from '../visible.ts'
import type { LiveLine } from './live-lines.ts'

/** What one row of a live view says. */
export interface ShownRow {
  /** Filled to the width of the column. */
  readonly name: string
  readonly state: 'open' | 'running' | 'done' | 'failed' | 'skipped'
  readonly text: string
  /** Left out when unknown. */
  readonly seconds: number | undefined
}

const secondsWidth = 8

/**
 * ` ✓ generate      38 files, 5 unit tests passed            0.9 s`, in at most 78 columns and never in more than the
 * terminal has, because a wrapped line would stay on the screen each time. Text and seconds are left out first.
 */
export function boardRow(
  { name, state, text, seconds }: ShownRow,
  { mark, paint, columns }: { readonly mark: string; readonly paint: Paint; readonly columns: number },
): LiveLine {
  const colour = state === 'done' ? paint.green : state === 'failed' ? paint.red : paint.dim
  // One column stays free: some terminals wrap a line that fills the last one.
  const width = Math.min(78, Math.max(columns - 1, 4))
  const shownName = cutToColumns(name.trimEnd(), width - 3)
  const short = { text: ` ${colour(mark)} ${shownName}`, length: 3 + columnsOf(shownName) }
  const room = width - 5 - columnsOf(name) - secondsWidth
  if (state === 'open' || room < 0) return short
  const shown = room < 2 ? '' : cutToColumns(visibleOnOneLine(text), room)
  const time = seconds === undefined ? '' : `${seconds.toFixed(1)} s`
  return {
    text: ` ${colour(mark)} ${name}  ${shown}${' '.repeat(room - columnsOf(shown))}${time.padStart(secondsWidth)}`,
    length: width,
  }
}
