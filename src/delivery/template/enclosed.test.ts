import { expect, test } from '@jest/globals'
import { enclosedIn, replaceEnclosed } from './enclosed.ts'
import { unknownPart, withoutDynamicReferences } from './resolved-text.ts'

test.each([
  ['a${B}c', ['B']],
  ['${A}${B.C}', ['A', 'B.C']],
  ['${!A}', ['!A']],
  ['${}', ['']],
  ['${A${B}', ['A${B']],
  ['$ {A} {B}', []],
  ['${A', []],
  ['}${A}', ['A']],
])('%s holds %j', (text, inner) => {
  expect(enclosedIn(text, '${')).toEqual(inner)
})

test.each([
  ['a{{resolve:ssm:b}}c', `a${unknownPart}c`],
  ['{{resolve:a}}{{resolve:b}}', `${unknownPart}${unknownPart}`],
  ['{{resolve:a}b}}', '{{resolve:a}b}}'],
  ['{{resolve:a}{{resolve:b}}', `{{resolve:a}${unknownPart}`],
  ['{{resolve:{{resolve:b}}', unknownPart],
  ['{{resolve:a', '{{resolve:a'],
  ['{{Resolve:a}}', '{{Resolve:a}}'],
])('%s without dynamic references is %s', (text, expected) => {
  expect(withoutDynamicReferences(text)).toBe(expected)
})

test('openings without an end are looked at once each', () => {
  let searches = 0
  const text = '${'.repeat(10_000)
  const counted = Object.assign(Object(text), {
    indexOf: (what: string, from?: number) => {
      searches += 1
      return text.indexOf(what, from)
    },
  }) as string
  expect(replaceEnclosed(counted, '${', '}', () => '')).toBe(text)
  expect(searches).toBe(2)
})
