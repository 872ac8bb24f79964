import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { concurrently } from './concurrently.ts'

/** Work that ends when it is told to, so that a test decides the order. */
function heldWork() {
  const begun: number[] = []
  const ends = new Map<number, () => void>()
  const work = (item: number) => {
    begun.push(item)
    return new Promise<number>((resolve) => ends.set(item, () => resolve(item * 10)))
  }
  return { begun, work, end: (item: number) => ends.get(item)!() }
}

test('no more than the limit is under way, and the results have the order of the items', async () => {
  const { begun, work, end } = heldWork()
  const all = concurrently([1, 2, 3, 4], 2, work)
  await turn()
  expect(begun).toEqual([1, 2])
  end(2)
  await turn()
  expect(begun).toEqual([1, 2, 3])
  end(3)
  await turn()
  end(4)
  end(1)
  expect(await all).toEqual([10, 20, 30, 40])
})

test('a failure stops what has not begun, and what has begun is waited for', async () => {
  const begun: number[] = []
  let finished = false
  const all = concurrently([1, 2, 3, 4], 2, async (item) => {
    begun.push(item)
    if (item === 1) throw new Error('one')
    await turn()
    await turn()
    finished = true
  })
  await expect(all).rejects.toThrow('one')
  expect(finished).toBe(true)
  expect(begun).toEqual([1, 2])
})

test('an asynchronous source is read in order, and not further than the work goes', async () => {
  const read: number[] = []
  async function* source() {
    for (const item of [1, 2, 3]) {
      await turn()
      read.push(item)
      yield item
    }
  }
  const { work, end } = heldWork()
  const all = concurrently(source(), 2, work)
  while (read.length < 2) await turn()
  await turn()
  expect(read).toEqual([1, 2])
  end(1)
  while (read.length < 3) await turn()
  await turn()
  end(2)
  end(3)
  expect(await all).toEqual([10, 20, 30])
})

test('a source that fails is closed, and its failure is the one that is told', async () => {
  let closed = false
  async function* source() {
    try {
      yield 1
      throw new Error('unreadable')
    } finally {
      closed = true
    }
  }
  await expect(concurrently(source(), 2, async (item) => item)).rejects.toThrow('unreadable')
  expect(closed).toBe(true)
})

test('nothing to do gives nothing', async () => {
  expect(await concurrently([], 4, async () => 1)).toEqual([])
})
