import { expect, test } from '@jest/globals'
import { inputValue, omitted } from './convert.ts'

const place = { file: 'scenarios/X.xml', line: 3 }
const variables = new Map<string, unknown>([
  ['code', 'PAR'],
  ['rate', 2.5],
  ['spots', [{ number: '12' }]],
  ['quote', '"},{"'],
])

function value(type: string, text: string): unknown {
  return inputValue({ name: 'field', type, value: text, place }, variables)
}

test.each([
  ['String', '#code#:12', 'PAR:12'],
  ['String', '#rate#', '2.5'],
  ['String', 'a # alone', 'a # alone'],
  ['String', '', ''],
  ['Int', '12', 12],
  ['Float', '#rate#', 2.5],
  ['Numeric', '1e3', 1000],
  ['Boolean', 'True', true],
  ['Nested', '#spots#', [{ number: '12' }]],
  ['Nested', '-inline-', []],
  ['StringList', 'a, b', ['a', 'b']],
  ['StringList', '["a","b"]', ['a', 'b']],
  ['ID', '#code#', 'PAR'],
])('an input of type %s with %j is %j', (type, text, expected) => {
  expect(value(type, text)).toEqual(expected)
})

test.each([
  ['String', '#'],
  ['Int', ''],
  ['Boolean', ''],
  ['Nested', ''],
])('an input of type %s with %j is left out', (type, text) => {
  expect(value(type, text)).toBe(omitted)
})

test('a variable inside nested JSON cannot change its shape', () => {
  expect(value('Nested', '[{"number":"x #quote# y","rate":"#rate#"}]')).toEqual([{ number: 'x "},{" y', rate: 2.5 }])
})

test.each([
  ['Int', '2.5', 'a whole number'],
  ['Boolean', 'yes', 'true or false'],
  ['Nested', 'spots', 'a list as JSON'],
])('an input of type %s refuses %j', (type, text, expected) => {
  expect(() => value(type, text)).toThrow(
    expect.objectContaining({
      failure: { text: 'input field is not a value of its type', expected, got: text, place },
    }),
  )
})
