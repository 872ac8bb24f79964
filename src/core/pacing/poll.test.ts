import { expect, test } from '@jest/globals'
import type { Clock } from '../ports/clock.ts'
import { poll } from './poll.ts'

/** A clock on which only sleeping takes time. */
function sleepingClock(): Clock & { readonly pauses: number[] } {
  const pauses: number[] = []
  const elapsed = () => pauses.reduce((sum, pause) => sum + pause, 0)
  return { pauses, now: () => new Date(elapsed()), elapsed, sleep: async (pause) => void pauses.push(pause) }
}

const signal = new AbortController().signal
const backOff = { first: 40, longest: 1000, growth: 1.1 }

test('what is there at once is asked for once, even without time', async () => {
  const clock = sleepingClock()
  expect(await poll({ clock, signal }, { ...backOff, limit: 0 }, async (number) => number)).toBe(1)
  expect(clock.pauses).toEqual([])
})

test('pauses grow from the first to the longest', async () => {
  const clock = sleepingClock()
  await poll({ clock, signal }, { ...backOff, limit: 60_000 }, async () =>
    clock.elapsed() > 30_000 ? true : undefined,
  )
  expect(clock.pauses[0]).toBe(40)
  expect(Math.max(...clock.pauses)).toBe(1000)
  expect(clock.elapsed()).toBeLessThan(31_001)
  expect(clock.pauses.length).toBeLessThan(75)
})

test('the last try is made when the time is over', async () => {
  const clock = sleepingClock()
  const tries: number[] = []
  const answer = await poll(
    { clock, signal },
    { ...backOff, limit: 2000 },
    async () => void tries.push(clock.elapsed()),
  )
  expect(answer).toBeUndefined()
  expect(tries.at(-1)).toBe(2000)
})

test('an abort ends the wait with its reason, before the next try', async () => {
  const clock = sleepingClock()
  const aborting = new AbortController()
  const tries: number[] = []
  const answer = poll({ clock, signal: aborting.signal }, { ...backOff, limit: 2000 }, async (number) => {
    tries.push(number)
    aborting.abort(new Error('enough'))
    return undefined
  })
  await expect(answer).rejects.toThrow('enough')
  expect(tries).toEqual([1])
})
