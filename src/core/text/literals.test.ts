import { expect, test } from '@jest/globals'
import { type LiteralForm, literalStretches, withoutLiterals } from './literals.ts'

const forms: readonly LiteralForm[] = [
  { open: '"""', close: '"""', escapes: true },
  { open: '"', close: '"', escapes: true, oneLine: true },
  { open: '/*', close: '*/' },
  { open: '//', close: 'line' },
]
/** The same, as one would write it down at first; it takes the square of the time. */
const pattern = /"""(?:\\[\s\S]|[^\\])*?"""|"(?:\\[\s\S]|[^"\\\n])*"|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g

test.each([
  ['a "b" c', 'a | c'],
  ['"a\\"b" c', '| c'],
  ['"a', '"a'],
  ['"a\n"b" c', '"a\n| c'],
  ['"""a"b"""c', '|c'],
  ['"""a"b', '||b'],
  ['a // "b\n"c"', 'a |\n|'],
  ['a // b', 'a |'],
  ['/* "a */ "b" /*', '| | /*'],
  ['"a\\', '"a\\'],
  ['"\\\\" "', '| "'],
])('%j without its literals is %j', (text, rest) => {
  expect(withoutLiterals(text, forms, '|')).toBe(rest)
})

test('stretches say where they stand, and give the text again', () => {
  expect(literalStretches('a "b" c', forms)).toEqual([
    { kind: 'code', text: 'a ', offset: 0 },
    { kind: 'literal', text: '"b"', offset: 2 },
    { kind: 'code', text: ' c', offset: 5 },
  ])
})

test('every text of six signs is divided as the pattern divides it', () => {
  const signs = ['"', '\\', '\n', '/', '*', 'a']
  for (let number = 0; number < signs.length ** 6; number += 1) {
    const text = Array.from(
      { length: 6 },
      (_, at) => signs[Math.floor(number / signs.length ** at) % signs.length],
    ).join('')
    if (withoutLiterals(text, forms, '|') !== text.replace(pattern, '|')) throw new Error(JSON.stringify(text))
  }
  expect(withoutLiterals('"""""""', forms, '|')).toBe('"""""""'.replace(pattern, '|'))
})
