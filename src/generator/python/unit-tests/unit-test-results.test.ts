import { expect, test } from '@jest/globals'
import { parseUnitTestResults } from './unit-test-results.ts'

const failed = {
  flow: 'Parking.Garage.OccupySpot',
  name: 'HappyFlow',
  file: 'domain/Parking/Garage/behavior-flows/OccupySpot.xml',
  line: 21,
  status: 'failed',
  seconds: 0.1,
  message: 'expected event SpotOccupied with visits = 1\ngot            SpotOccupied with visits = 2',
  warnings: [],
} as const

test('results are read as they were written', () => {
  expect(parseUnitTestResults(JSON.stringify([failed]))).toEqual([failed])
})

test.each([
  ['cut short', '[{"flow": '],
  ['without members', '[{"flow": "x"}]'],
  ['no list', '{}'],
  ['not a number', JSON.stringify([failed]).replace('0.1', 'NaN')],
  ['of another status', JSON.stringify([{ ...failed, status: 'skipped' }])],
  ['longer than any model', JSON.stringify(Array.from({ length: 20_001 }, () => failed))],
  ['a million deep', '['.repeat(1_000_000)],
])('a file that is %s is no result', (_, text) => {
  expect(parseUnitTestResults(text)).toBeUndefined()
})

test('long texts are cut, and of many warnings the first are kept', () => {
  const warnings = Array.from({ length: 50 }, () => 'w'.repeat(9_000))
  const [result] = parseUnitTestResults(JSON.stringify([{ ...failed, message: 'm'.repeat(9_000), warnings }]))!
  expect(result?.message).toHaveLength(4_001)
  expect(result?.warnings.map(({ length }) => length)).toEqual(Array.from({ length: 20 }, () => 4_001))
})
