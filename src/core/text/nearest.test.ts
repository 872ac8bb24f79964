import { expect, test } from '@jest/globals'
import { nearest, nearestLimits } from './nearest.ts'

test('a name that differs by a letter is found, also behind many that do not fit', () => {
  const others = Array.from({ length: 10_000 }, (_, index) => `somethingElse${index}`)
  expect(nearest('gargae', [...others, 'garage'])).toBe('garage')
})

test('a name of the limit is guessed at, and a longer one is not', () => {
  const name = 'a'.repeat(nearestLimits.characters)
  expect(nearest(name, [`${name}b`])).toBe(`${name}b`)
  expect(nearest(`${name}a`, [`${name}b`])).toBeUndefined()
})

test('only so many candidates are looked at as the steps allow, however many and however long they are', () => {
  const looked = { count: 0 }
  function* candidates(length: number): Iterable<string> {
    for (;;) {
      looked.count += 1
      yield `${looked.count}`.padEnd(length, 'x')
    }
  }
  const name = 'y'.repeat(nearestLimits.characters)
  expect(nearest(name, candidates(100))).toBeUndefined()
  expect(looked.count).toBeLessThanOrEqual(nearestLimits.steps / (101 * 101) + 2)
  looked.count = 0
  expect(nearest(name, candidates(1000))).toBeUndefined()
  expect(looked.count).toBeLessThanOrEqual(nearestLimits.steps + 2)
})
