import { isPassing } from '../../../../aws/pipeline-actions/passing-errors.ts'
import type { Order } from '../../service/perform-work.ts'

/** How long a service may give no answer before the action fails. */
const limitMilliseconds = 5 * 60_000
const pauseMilliseconds = 2_000

/** The part of an order that waits. */
export type Waiting = Pick<Order, 'now' | 'until'>

/** Reads something, again for up to five minutes while no answer comes or the service is busy. */
export async function patiently<T>({ now, until }: Waiting, read: () => Promise<T>): Promise<T> {
  const limit = now() + limitMilliseconds
  for (;;) {
    try {
      return await read()
    } catch (error) {
      if (!isPassing(error) || now() >= limit) throw error
      await until(now() + pauseMilliseconds)
    }
  }
}

/** Asks until there is an answer: soon at first, later every five seconds. */
export async function polled<T>(waiting: Waiting, ask: () => Promise<T | undefined>): Promise<T> {
  for (let pause = 250; ; pause = Math.min(pause * 1.5, 5_000)) {
    const answer = await patiently(waiting, ask)
    if (answer !== undefined) return answer
    await waiting.until(waiting.now() + pause)
  }
}
