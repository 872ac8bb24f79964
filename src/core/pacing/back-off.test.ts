import { expect, test } from '@jest/globals'
import { type BackOff, pauseAfter } from './back-off.ts'

function pauses(backOff: BackOff, random?: () => number): number[] {
  return [1, 2, 3, 4, 5].map((tries) => pauseAfter(tries, backOff, random))
}

test('pauses double from the first to the longest', () => {
  expect(pauses({ first: 300, longest: 2000 })).toEqual([300, 600, 1200, 2000, 2000])
})

test('another growth, and none', () => {
  expect(pauses({ first: 50, longest: 3200, growth: 4 })).toEqual([50, 200, 800, 3200, 3200])
  expect(pauses({ first: 25, longest: 25, growth: 1 })).toEqual([25, 25, 25, 25, 25])
})

test('chance shortens a pause by its part of it at most, and never lengthens one', () => {
  const backOff = { first: 100, longest: 400 }
  expect(pauses({ ...backOff, jitter: 0.5 }, () => 0)).toEqual([100, 200, 400, 400, 400])
  expect(pauses({ ...backOff, jitter: 0.5 }, () => 0.5)).toEqual([75, 150, 300, 300, 300])
  expect(pauses({ ...backOff, jitter: 1 }, () => 0.75)).toEqual([25, 50, 100, 100, 100])
})

test('a great number of tries keeps the longest pause', () => {
  expect(pauseAfter(100_000, { first: 250, longest: 8000 })).toBe(8000)
})
