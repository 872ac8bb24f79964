import { expect, test } from '@jest/globals'
import { foldedJson } from './folded-json.ts'

test('what fits into a line stands in one, and the rest has a line for each member', () => {
  const long = 'x'.repeat(180)
  expect(foldedJson({ short: [1, { a: null }], long: [long, 'y'.repeat(20)], empty: {}, none: [] })).toBe(
    [
      '{',
      ' "short": [1, { "a": null }],',
      ' "long": [',
      `  "${long}",`,
      `  "${'y'.repeat(20)}"`,
      ' ],',
      ' "empty": {},',
      ' "none": []',
      '}',
    ].join('\n'),
  )
})

test('it is the same value as JSON has', () => {
  const value = { text: 'a "b"\n\u2028 ü', left: undefined, numbers: [1.5, -0], nested: [[[{ deep: true }]]] }
  expect(JSON.parse(foldedJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
})
