import { expect, test } from '@jest/globals'
import { pauseSeconds, type Watched } from './poll-schedule.ts'

const watched: Watched = { elapsed: 30, expected: undefined, onlyStackLeft: false, failures: 0 }
const expected = { end: 60, doubt: 12 }

test('the first looks come quickly', () => {
  expect(pauseSeconds({ ...watched, elapsed: 0 })).toBe(0.25)
})

test('without knowledge looks stay less than a second apart', () => {
  expect(pauseSeconds({ ...watched, elapsed: 500 })).toBeLessThan(1)
})

test('long before the expected end looks are rare, around it less than a second apart', () => {
  expect(pauseSeconds({ ...watched, expected })).toBe(6)
  expect(pauseSeconds({ ...watched, elapsed: 45, expected })).toBe(3)
  expect(pauseSeconds({ ...watched, elapsed: 58, expected })).toBeLessThan(1)
})

test('when only the last word of the stack is missing, looks are half a second apart', () => {
  expect(pauseSeconds({ ...watched, expected, onlyStackLeft: true })).toBe(0.5)
})

test('failures put looks apart, to two seconds', () => {
  expect([1, 2, 3, 9].map((failures) => pauseSeconds({ ...watched, failures }))).toEqual([0.5, 1, 2, 2])
})
