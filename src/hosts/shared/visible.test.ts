import { expect, test } from '@jest/globals'
import { paintFor } from './paint.ts'
import { renderFinding } from './render-finding.ts'
import { visible, visibleOnOneLine } from './visible.ts'

test.each([
  ['a colour', '\u001b[31mred', '\\x1b[31mred'],
  ['a new title of the window', '\u001b]0;x\u0007', '\\x1b]0;x\\x07'],
  ['a line written over', 'safe\rrm -rf', 'safe\\x0drm -rf'],
  ['text turned around', 'a\u202ecba', 'a\\u202ecba'],
  ['an eight-bit control', '\u009b2J', '\\x9b2J'],
])('%s is shown by its code', (_, text, shown) => {
  expect(visible(text)).toBe(shown)
})

test('lines, tabs and letters of all languages stay as they are', () => {
  expect(visible('größe\t名前 👩‍🚀\r\nnext')).toBe('größe\t名前 👩‍🚀\r\nnext')
  expect(visibleOnOneLine('a\nb')).toBe('a\\nb')
})

test('neither the name of a file nor its text can write on the terminal', () => {
  const place = { file: 'a\n\u001b[2J.xml', line: 1, column: 2 }
  const shown = visible(
    renderFinding(
      { severity: 'error', rule: 'V-01', text: 'no name: \u001b[8m', place, fix: '\u001b[0m' },
      '<\u001b[31m>',
      paintFor({}, false),
    ),
  )
  expect(shown).toBe(
    ['error V-01: no name: \\x1b[8m', '  a\\n\\x1b[2J.xml:1:2', '  1 │ <\ufffd[31m>', '    │  ^ \\x1b[0m'].join('\n'),
  )
})
