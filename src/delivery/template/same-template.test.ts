import { expect, test } from '@jest/globals'
import { isSameTemplate } from './same-template.ts'

test.each<[string, string, string]>([
  ['the same text', '{"a":1}', '{"a":1}'],
  ['a final line break less', 'A: 1\n', 'A: 1'],
  ['other line ends', 'A: 1\r\nB: 2\r\n', 'A: 1\nB: 2\n'],
  ['JSON with other blanks', '{\n  "a": [1, 2]\n}', '{"a":[1,2]}'],
  ['letters outside of ASCII as question marks', 'A: Größe → 1', 'A: Gr??e ? 1'],
  ['two question marks for one letter', 'A: 👍', 'A: ??'],
])('a template that comes back with %s is the same', (_what, sent, given) => {
  expect(isSameTemplate(sent, given)).toBe(true)
})

test.each<[string, string, string]>([
  ['another value', '{"a":1}', '{"a":2}'],
  ['blanks inside of a JSON text', '{"a":"x y"}', '{"a":"xy"}'],
  ['an escaped quote before a blank', '{"a":"\\" b"}', '{"a":"\\"b"}'],
  ['blanks inside of a text of YAML that begins like JSON', "{a: 'x y', b: go on}", "{a: 'xy', b: goon}"],
  ['another indentation of YAML', 'A:\n  B: 1', 'A:\nB: 1'],
  ['a key more', '{"a":1}', '{"a":1,"b":2}'],
  ['another letter outside of ASCII', 'A: Größe', 'A: Grüße'],
  ['letters of ASCII in their place', 'A: ü', 'A: u'],
  ['an empty text', '{"a":1}', ''],
])('a template that comes back with %s is another one', (_what, sent, given) => {
  expect(isSameTemplate(sent, given)).toBe(false)
})
