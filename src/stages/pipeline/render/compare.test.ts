import { expect, test } from '@jest/globals'
import { lineDifference } from './compare.ts'

test.each([
  ['a\nb\nc', 'a\nb\nc', []],
  ['a\nb\nc', 'a\nx\nc', ['@@ line 2', '-b', '+x']],
  ['a\nc', 'a\nb\nc', ['@@ line 2', '+b']],
  ['a\nb\nc', 'a\nc', ['@@ line 2', '-b']],
  ['1\n2\n3\n4', '0\n2\n3\n5', ['@@ line 1', '-1', '+0', '-4', '+5']],
  ['a\na\na', 'a\na', ['@@ line 3', '-a']],
  ['', 'a', ['@@ line 1', '-', '+a']],
])('%j becomes %j', (old, wanted, expected) => {
  expect(lineDifference(old, wanted)).toEqual(expected)
})

test('a long difference is cut, and the rest is counted', () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `${index}`)
  const shown = lineDifference(lines.join('\n'), lines.map((line) => `x${line}`).join('\n'))
  expect(shown.slice(0, 2)).toEqual(['@@ line 1', '-0'])
  expect(shown.at(-1)).toBe('… 9960 more lines')
})
