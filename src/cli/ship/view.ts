import type { Report } from '../../core/run/report.ts'
import { continued } from '../../hosts/shared/continued.ts'
import { boardRow } from '../../hosts/shared/live/board-row.ts'
import { liveLines } from '../../hosts/shared/live/live-lines.ts'
import { marksFor, paintFor } from '../../hosts/shared/paint.ts'
import type { Sink } from '../../hosts/shared/shown-sink.ts'

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
  const block = liveLines(stderr)
  const columns = () => stderr.columns || 80
  const lines = () =>
    [...rows].map(([stage, row]) =>
      boardRow({ ...row, name: stage.padEnd(width) }, { mark: markOf(row), paint, columns: columns() }),
    )
  const markOf = (row: Row) =>
    row.state === 'running' ? spinner[frame % spinner.length]! : marks[row.state === 'open' ? 'open' : row.state]
  const draw = () => {
    for (const row of rows.values()) if (row.state === 'running') row.seconds = (performance.now() - started) / 1000
    block.draw(lines())
  }
  const above = (write: () => void) => {
    block.erase()
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
      block.keep()
    },
  }
}
