import { expect, test } from '@jest/globals'
import { canonicalJson } from './canonical-json.ts'

test('the example of RFC 8785, section 3.2.2, comes out as printed there', () => {
  const value = {
    numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  }

  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test('keys are sorted by UTF-16 code units, as in section 3.2.3', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }

  expect(Object.values(JSON.parse(`[${canonicalJson(value).match(/\d(?=[,}])/g)}]`))).toEqual([2, 4, 6, 7, 1, 5, 3])
})

test('what JSON cannot carry is refused', () => {
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(TypeError)
  expect(() => canonicalJson('\ud800')).toThrow(TypeError)
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}')
})
