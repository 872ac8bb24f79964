import { expect, test } from '@jest/globals'
import { movedClock } from '../../../../test/support/moved-clock.ts'
import { createPauses } from './pauses.ts'

test('a wait ends at its time by the clock', async () => {
  const { clock, passMinutes } = movedClock()
  const pauses = createPauses(clock)
  const ended: string[] = []
  const wait = pauses.until(clock.now() + 120_000, new AbortController().signal).then(() => ended.push('ended'))
  passMinutes(1)
  await new Promise(setImmediate)
  expect(ended).toEqual([])
  passMinutes(1)
  await wait
  expect(ended).toEqual(['ended'])
})

test('a wait ends when the clock was moved past its time, though its timer runs on', async () => {
  let time = 0
  let timers = 0
  const at = () => {
    timers++
    return () => void timers--
  }
  const pauses = createPauses({ now: () => time, at, soon: () => undefined })
  const { signal } = new AbortController()
  const [soon, late] = [pauses.until(60_000, signal), pauses.until(600_000, signal)]
  time = 120_000
  pauses.wake()
  await soon
  expect(timers).toBe(1)
  time = 600_000
  pauses.wake()
  await late
  expect(timers).toBe(0)
})

test('a wait ends with the reason as soon as somebody lets go of the work', async () => {
  const { clock } = movedClock()
  const pauses = createPauses(clock)
  const controller = new AbortController()
  const wait = pauses.until(clock.now() + 1, controller.signal)
  controller.abort(new Error('abandoned'))
  await expect(wait).rejects.toThrow('abandoned')
  await expect(pauses.until(clock.now() + 1, controller.signal)).rejects.toThrow('abandoned')
})
