import { expect, test } from '@jest/globals'
import { matchesPattern } from './matches-pattern.ts'

test.each([
  ['*', '', true],
  ['*', 'anything', true],
  ['a*', 'a', true],
  ['a*b', 'ab', true],
  ['a*b', 'axxb', true],
  ['a*b', 'axxbc', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*a*b*', 'xxaxxbxx', true],
  ['*ab', 'aab', true],
  ['a.c', 'abc', false],
  ['', '', true],
  ['', 'a', false],
  [`${'*a'.repeat(50)}*b`, 'a'.repeat(5_000), false],
])('%s and %s', (pattern, text, expected) => {
  expect(matchesPattern(pattern, text)).toBe(expected)
})
