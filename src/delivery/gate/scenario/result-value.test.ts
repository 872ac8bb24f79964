import { expect, test } from '@jest/globals'
import { decoded, matches, valueAt } from './result-value.ts'

test('a path goes through objects and lists, and nothing else', () => {
  const result = { spots: [{ number: '12' }], key: null }
  expect(valueAt(result, 'spots.0.number')).toBe('12')
  expect(valueAt(result, 'spots.1.number')).toBeUndefined()
  expect(valueAt(result, 'constructor.name')).toBeUndefined()
  expect(valueAt(result, 'key.more')).toBeUndefined()
})

test.each([
  ['1', 'Int', 1],
  ['1.0', 'Int', 1],
  ['0.1', 'Float', 0.1 + 1e-12],
  ['true', 'Boolean', true],
  ['False', 'Boolean', 'false'],
  ['PAR', 'String', 'PAR'],
  ['1', 'String', 1],
  ['#', 'String', ''],
])('%j as %s is %j', (expected, type, found) => {
  expect(matches(expected, type, found)).toBe(true)
})

test.each([
  ['1', 'Int', 2],
  ['0', 'Int', ''],
  ['0.1', 'Float', 0.100001],
  ['', 'String', null],
  ['#', 'String', undefined],
  ['PAR', 'String', 'par'],
])('%j as %s is not %j', (expected, type, found) => {
  expect(matches(expected, type, found)).toBe(false)
})

test('strings that clients encoded are decoded wherever they stand, and others stay', () => {
  const encoded = `base64:${Buffer.from('Parade Square ü').toString('base64')}`
  expect(decoded({ rows: [{ title: encoded, other: 'base64:***' }] })).toEqual({
    rows: [{ title: 'Parade Square ü', other: 'base64:***' }],
  })
})
