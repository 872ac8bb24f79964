import { expect, test } from '@jest/globals'
import { commandsIn, runnerLines } from './runner-commands.ts'

test.each([
  ['at the start of a line', '::error::x', 'error', 'x'],
  ['behind white space of Unicode', '\u0085\u00a0\u2028 ::error::x', 'error', 'x'],
  ['in any letter case', '::ERROR::x', 'ERROR', 'x'],
  ['in the older form, anywhere in a line', 'a ##[add-mask]b', 'add-mask', 'b'],
  ['behind a carriage return', 'a\r::error::x', 'error', 'x'],
  ['behind a mark of the byte order', '\ufeff::error::x', 'error', 'x'],
  ['with an end that has a character without weight', '::error:\u200b:x', 'error', ':x'],
  ['with an escape in its data', '::error::100%25%0Anext', 'error', '100%\nnext'],
])('the port finds a command %s', (_, text, name, data) => {
  expect(commandsIn(text)).toEqual([{ name, data, properties: {} }])
})

test.each(['a ::error::x', ': :error::x', '::error', '::unknown::x', '## [error]x', '##[unknown]x', '##[error'])(
  'the port finds none in %j',
  (text) => {
    expect(commandsIn(text)).toEqual([])
  },
)

test('the port reads the properties of both forms', () => {
  expect(commandsIn('::error file=a%2Cb,line=3 ::x\n##[error file=a%3Bb;line=3]x%5D')).toEqual([
    { name: 'error', properties: { file: 'a,b', line: '3' }, data: 'x' },
    { name: 'error', properties: { file: 'a;b', line: '3' }, data: 'x]' },
  ])
})

test('the port stops with a token, and goes on with it', () => {
  const log = '::stop-commands::abc\n::error::x\n::abc::\n::error::y'
  expect(commandsIn(log).map(({ name }) => name)).toEqual(['stop-commands', 'abc', 'error'])
})

test('the port splits lines where .NET does', () => {
  expect(runnerLines('a\r\nb\rc\nd\u0085e\u2028f')).toEqual(['a', 'b', 'c', 'd\u0085e\u2028f'])
})
