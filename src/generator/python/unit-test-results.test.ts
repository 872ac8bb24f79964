import { expect, test } from '@jest/globals'
import { parseUnitTestResults, renderUnitTestFailure } from './unit-test-results.ts'

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

test('a failed test shows its place in the model and the difference', () => {
  expect(renderUnitTestFailure(failed)).toBe(
    [
      'FAILED OccupySpot / HappyFlow',
      '  domain/Parking/Garage/behavior-flows/OccupySpot.xml:21',
      '  expected event SpotOccupied with visits = 1',
      '  got            SpotOccupied with visits = 2',
    ].join('\n'),
  )
})
