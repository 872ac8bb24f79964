import type { Report } from '../../core/run/report.ts'
import type { SecretMask } from '../../core/secrets/secret-mask.ts'
import { columnsOf, cutToColumns } from '../../core/text/columns.ts'
import { boardRow } from '../shared/live/board-row.ts'
import { liveLines } from '../shared/live/live-lines.ts'
import { ownControl } from '../shared/own-control.ts'
import { marksFor, paintFor } from '../shared/paint.ts'
import type { Sink } from '../shared/shown-sink.ts'
import { visibleOnOneLine } from '../shared/visible.ts'

type Progress = Extract<Report, { kind: 'progress' }>

/**
 * Shows the current wait at the end of a terminal: one line, and a board of rows below it if the stage gives one. The
 * next report replaces them. A log shows neither.
 */
export function liveView(
  stream: Sink,
  mask: SecretMask,
  environment: NodeJS.ProcessEnv,
): (wait: Progress | undefined) => void {
  if (!stream.isTTY) return () => {}
  const paint = paintFor(environment, true)
  const marks = { ...marksFor(environment), running: '›' }
  const lines = liveLines(stream)
  let isLine = false
  return (wait) => {
    if (isLine) stream.write(ownControl('[G') + ownControl('[K'))
    isLine = false
    if (wait === undefined) return lines.erase()
    const width = Math.min(80, stream.columns || 80) - 1
    const plain = (text: string) => visibleOnOneLine(mask.apply(text))
    const head = cutToColumns(plain(wait.text), width)
    const { rows = [] } = wait
    if (rows.length === 0 || environment.TERM === 'dumb') {
      lines.erase()
      isLine = true
      stream.write(head)
      return
    }
    const named = rows.map((row) => ({ ...row, name: `${row.isInner ? '  ' : ''}${plain(row.name)}` }))
    const column = Math.min(32, Math.max(...named.map(({ name }) => columnsOf(name))))
    const padded = (name: string) => {
      const cut = cutToColumns(name, column)
      return cut + ' '.repeat(column - columnsOf(cut))
    }
    lines.draw([
      { text: head, length: columnsOf(head) },
      ...named.map((row) =>
        boardRow(
          { ...row, name: padded(row.name), text: plain(row.text), seconds: row.seconds },
          { mark: marks[row.state], paint, columns: stream.columns || 80 },
        ),
      ),
    ])
  }
}
