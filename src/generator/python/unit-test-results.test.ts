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

test('a file that is cut short is no result', () => {
  expect(() => parseUnitTestResults('[{"flow": ')).toThrow()
  expect(() => parseUnitTestResults('[{"flow": "x"}]')).toThrow()
})
