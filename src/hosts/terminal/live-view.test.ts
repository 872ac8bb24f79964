import { expect, test } from '@jest/globals'
import type { BoardRow } from '../../core/run/report.ts'
import { SecretMask } from '../../core/secrets/secret-mask.ts'
import { withOwnControls } from '../shared/own-control.ts'
import { liveView } from './live-view.ts'

const rows: readonly BoardRow[] = [
  { name: 'Build', state: 'running', text: '1 of 2 actions', seconds: 3 },
  { name: 'Compile', state: 'running', text: 'token hunter22', seconds: 3, isInner: true },
  { name: 'Production', state: 'open', text: '' },
]

/** What a terminal gets, with the escape character as `^`. */
function screen(environment: NodeJS.ProcessEnv = { NO_COLOR: '1' }, columns = 80) {
  const written: string[] = []
  const mask = new SecretMask()
  mask.add('hunter22')
  const stream = { isTTY: true, columns, write: (text: string) => written.push(withOwnControls(text)) }
  const take = () => written.splice(0).join('').replaceAll('\u001b', '^')
  return { view: liveView(stream, mask, environment), take }
}

test('a board is drawn below the line, and the next one replaces it', () => {
  const { view, take } = screen()
  view({ kind: 'progress', text: 'shop: runs', rows })
  const drawn = take()
  expect(drawn.split('\n')).toEqual([
    'shop: runs',
    expect.stringMatching(/^ › Build +1 of 2 actions +3\.0 s$/),
    expect.stringMatching(/^ › {3}Compile {3}token \*\*\* +3\.0 s$/),
    ' · Production',
    '',
  ])
  view({ kind: 'progress', text: 'shop: runs', rows: rows.slice(0, 1) })
  expect(take()).toMatch(/^\^\[4A\^\[Jshop: runs\n/)
  view(undefined)
  expect(take()).toBe('^[2A^[J')
})

test('a line alone stays on its line', () => {
  const { view, take } = screen()
  view({ kind: 'progress', text: 'waits' })
  view(undefined)
  expect(take()).toBe('waits^[G^[K')
})

test.each([20, 40, 200])('no row is wider than a terminal of %i columns', (columns) => {
  const { view, take } = screen({ NO_COLOR: '1' }, columns)
  const wide = { name: '名'.repeat(60), state: 'running', text: 'x'.repeat(300), seconds: 1 } as const
  view({ kind: 'progress', text: 'y'.repeat(300), rows: [wide] })
  for (const line of take().split('\n')) expect(line.replace(/名/g, 'nn').length).toBeLessThan(Math.min(columns, 80))
})

test('a terminal without cursor movements gets no board', () => {
  const { view, take } = screen({ TERM: 'dumb' })
  view({ kind: 'progress', text: 'waits', rows })
  expect(take()).toBe('waits')
})
