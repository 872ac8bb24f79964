import { expect, test } from '@jest/globals'
import { columnsOf } from '../../core/text/columns.ts'
import { shownSinks } from '../../hosts/shared/shown-sink.ts'
import { lineView } from './view.ts'

const stages = ['generate', 'package', 'staging', 'quality gate', 'production']

const esc = String.fromCharCode(27)
const pieces = new RegExp(`${esc}\\[\\d*[A-Za-z]|\\n|[^${esc}\\n]+`, 'g')

/** A terminal that wraps, moves up and clears, as far as the block of a line needs it. */
function terminal(columns: number) {
  const lines = ['']
  let at = 0
  const put = (text: string) => {
    const whole = (lines[at] ?? '') + text
    for (let rest = whole; ; rest = rest.slice(columns)) {
      lines[at] = rest.slice(0, columns)
      if (rest.length <= columns) break
      at += 1
    }
  }
  const write = (text: string) => {
    for (const [piece] of text.matchAll(pieces)) {
      if (piece === '\n') {
        at += 1
        lines[at] ??= ''
      } else if (piece === `${esc}[J`) lines.splice(at, lines.length, '')
      else if (!piece.startsWith(esc)) put(piece)
      else if (piece.endsWith('A')) at = Math.max(0, at - Number(piece.slice(2, -1)))
    }
  }
  return { write, columns, isTTY: true, lines }
}

function runLine(
  columns: number,
  result = 'a result of about as many words as the widest terminal shows on one line of text',
) {
  const screen = terminal(columns)
  const { stderr } = shownSinks({ stdout: screen, stderr: screen })
  const view = lineView({ stages, stderr, environment: {}, verbose: false, mask: (text) => text, show: () => {} })
  for (const stage of stages) {
    view.begin(stage)
    view.report(stage, {
      kind: 'progress',
      text: 'waits for a stack with a name that is longer than the window is wide',
    })
    view.end(stage, 'done', result, 1.25)
  }
  view.close()
  return screen.lines.filter((line) => line !== '')
}

test.each([200, 80, 78, 60, 40, 30, 20, 12, 5])(
  'a terminal of %d columns shows each stage once, and wraps nothing',
  (columns) => {
    const shown = runLine(columns)
    expect(shown).toHaveLength(stages.length)
    for (const [index, line] of shown.entries()) {
      expect(line.length).toBeLessThan(columns)
      expect(line.slice(3)).toMatch(stages[index]!.slice(0, Math.min(8, columns - 5)))
    }
  },
)

test.each([80, 60, 40])('letters that take two columns wrap nothing in %d', (columns) => {
  const shown = runLine(columns, '倉庫の在庫を更新する'.repeat(9))
  expect(shown).toHaveLength(stages.length)
  for (const line of shown) expect(columnsOf(line)).toBeLessThan(columns)
})

test('the usual width has the whole row: name, text and seconds', () => {
  expect(runLine(80)[3]).toBe(' ✓ quality gate  a result of about as many words as the widest termin…   1.3 s')
})
