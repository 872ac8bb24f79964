import { expect, test } from '@jest/globals'
import { virtualClock } from '../../../../test/support/virtual-clock.ts'
import { watchAction } from './watch-action.ts'

test('a list that names a page again is not read for ever: the next look finds the action', async () => {
  const place = { pipeline: 'p', execution: 'e', stage: 's', action: 'a', actionExecution: 'attempt' }
  let calls = 0
  const pipelines = {
    async actions() {
      calls += 1
      if (calls > 50) throw new Error('the list is read for ever')
      return calls < 4
        ? { items: [], next: 'again' }
        : { items: [{ actionExecutionId: 'attempt', status: 'Abandoned' }] }
    },
  }
  const { signal } = new AbortController()
  const time = virtualClock()
  // Nothing else moves this clock, so the pause itself does.
  const clock = { ...time, sleep: (milliseconds: number, stop?: AbortSignal) => time.sleep(milliseconds, stop) }
  expect(await watchAction(pipelines, place, { clock, signal, onRefusal: () => {} })).toBe('Abandoned')
  expect([calls, clock.elapsed()]).toEqual([4, 60_000])
})
