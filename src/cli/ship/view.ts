import type { Report } from '../../core/run/report.ts'
import { columnsOf, cutToColumns } from '../../core/text/columns.ts'
import { continued } from '../../hosts/shared/continued.ts'
import { ownControl } from '../../hosts/shared/own-control.ts'
import { marksFor, type Paint, paintFor } from '../../hosts/shared/paint.ts'
import type { Sink } from '../../hosts/shared/shown-sink.ts'
import { visibleOnOneLine } from '../../hosts/shared/visible.ts'

/** Shows the stages of a line while they run. */
export interface LineView {
  title(text: string): void
  begin(stage: string): void
  report(stage: string, event: Report<string>): void
  /** @param text the result in a few words */
  end(stage: string, state: 'done' | 'failed' | 'skipped', text: string, seconds: number): void
  /** Ends the live part, so that text may follow. */
  close(): void
}

export interface ViewOptions {
  readonly stages: readonly string[]
  readonly stderr: Sink
  readonly environment: NodeJS.ProcessEnv
  readonly verbose: boolean
  /** Masks secrets in a text, before it is cut and written. */
  readonly mask: (text: string) => string
  /** Shows a report in full, as the stage would if it ran alone. */
  readonly show: (event: Report<string>) => void
}

/** At a terminal, a block that updates itself; elsewhere, one line for each change of state. */
export function lineView(options: ViewOptions): LineView {
  return options.stderr.isTTY && options.environment.TERM !== 'dumb' ? liveView(options) : logView(options)
}

function logView({ stderr, verbose, show }: ViewOptions): LineView {
  const say = (text: string) => stderr.write(`${text}\n`)
  return {
    title: (text) => say(text),
    begin() {},
    report(stage, event) {
      if (event.kind === 'note') {
        if (!event.closing || verbose) say(continued(`${stage}: ${event.text}`))
      } else if (event.kind === 'warning') say(continued(`${stage}: warning: ${event.text}`))
      else if (event.kind === 'finding' || event.kind === 'secret' || verbose) show(event)
    },
    end: (stage, state, text, seconds) =>
      say(`${stage}: ${state === 'done' ? '' : `${state}, `}${text} (${seconds.toFixed(1)} s)`),
    close() {},
  }
}

interface Row {
  state: 'open' | 'running' | 'done' | 'failed' | 'skipped'
  text: string
  seconds: number
}

const spinner = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'

function liveView({ stages, stderr, environment, verbose, mask, show }: ViewOptions): LineView {
  const paint = paintFor(environment, true)
  const marks = marksFor(environment)
  const rows = new Map<string, Row>(stages.map((stage) => [stage, { state: 'open', text: '', seconds: 0 }]))
  const width = Math.max(...stages.map((stage) => stage.length))
  let started = 0
  let frame = 0
  /** Characters of each line of the block on the screen. */
  let drawn: readonly number[] = []

  const columns = () => stderr.columns || 80
  const lines = () =>
    [...rows].map(([stage, row]) =>
      renderRow(stage.padEnd(width), row, { mark: markOf(row), paint, columns: columns() }),
    )
  const markOf = (row: Row) =>
    row.state === 'running' ? spinner[frame % spinner.length]! : marks[row.state === 'open' ? 'open' : row.state]
  const erase = () => {
    // A terminal that became narrower has wrapped the lines.
    const height = drawn.reduce((sum, length) => sum + Math.max(1, Math.ceil(length / columns())), 0)
    if (height > 0) stderr.write(ownControl(`[${height}A`) + ownControl('[J'))
    drawn = []
  }
  const draw = () => {
    erase()
    for (const row of rows.values()) if (row.state === 'running') row.seconds = (performance.now() - started) / 1000
    const shown = lines()
    stderr.write(`${shown.map(({ text }) => text).join('\n')}\n`)
    drawn = shown.map(({ length }) => length)
  }
  const above = (write: () => void) => {
    erase()
    write()
    draw()
  }
  const timer = setInterval(() => {
    frame++
    draw()
  }, 100)
  timer.unref()
  return {
    title: (text) => above(() => stderr.write(`\n${text}\n\n`)),
    begin(stage) {
      started = performance.now()
      Object.assign(rows.get(stage)!, { state: 'running', text: '' })
      draw()
    },
    report(stage, event) {
      if (event.kind === 'note' || event.kind === 'progress') rows.get(stage)!.text = mask(event.text)
      if (event.kind === 'finding' || event.kind === 'secret' || (event.kind !== 'progress' && verbose))
        above(() => show(event))
      else if (event.kind === 'warning') above(() => stderr.write(`   ${paint.yellow(`${stage}: ${event.text}`)}\n`))
    },
    end(stage, state, text, seconds) {
      Object.assign(rows.get(stage)!, { state, text: mask(text), seconds })
      draw()
    },
    close() {
      clearInterval(timer)
      for (const [stage, row] of rows) if (row.state === 'running') Object.assign(rows.get(stage)!, { state: 'failed' })
      draw()
      drawn = []
    },
  }
}

const secondsWidth = 8

/**
 * ` ✓ generate      38 files, 5 unit tests passed            0.9 s`, in at most 78 columns and never in more than the
 * terminal has, because a wrapped line would stay on the screen each time. Text and seconds are left out first.
 *
 * @returns the line, and its length without colours
 */
function renderRow(
  name: string,
  row: { state: string; text: string; seconds: number },
  { mark, paint, columns }: { mark: string; paint: Paint; columns: number },
): { text: string; length: number } {
  const colour = row.state === 'done' ? paint.green : row.state === 'failed' ? paint.red : paint.dim
  // One column stays free: some terminals wrap a line that fills the last one.
  const width = Math.min(78, Math.max(columns - 1, 4))
  const shownName = cutToColumns(name.trimEnd(), width - 3)
  const short = { text: ` ${colour(mark)} ${shownName}`, length: 3 + shownName.length }
  const room = width - 5 - name.length - secondsWidth
  if (row.state === 'open' || room < 0) return short
  const shown = room < 2 ? '' : cutToColumns(visibleOnOneLine(row.text), room)
  const text = shown + ' '.repeat(room - columnsOf(shown))
  return {
    text: ` ${colour(mark)} ${name}  ${text}${`${row.seconds.toFixed(1)} s`.padStart(secondsWidth)}`,
    length: width,
  }
}
