import { afterEach, expect, test } from '@jest/globals'
import { StageError } from '../../src/core/run/stage-error.ts'
import { type PromotionGround, promotionGround } from '../support/promotion-ground.ts'

const grounds: PromotionGround[] = []
afterEach(async () => {
  await Promise.all(grounds.splice(0).map(({ cloud }) => cloud.stop()))
})

/** A plan for an update that was approved and is to be executed. */
async function approved() {
  const ground = await promotionGround()
  grounds.push(ground)
  await ground.promote({ release: await ground.released('one') })
  const release = await ground.released('two')
  const { outputs } = await ground.promote({ release, planOnly: true })
  ground.cloud.service.executions.length = 0
  return { ground, inputs: { release, plan: outputs!.fingerprint! } }
}

test('credentials that expire at any call leave the promotion open, and the next run finishes it with everything once', async () => {
  const whole = await approved()
  const { calls } = await whole.ground.promote(whole.inputs)
  const recorded = calls.findLastIndex(({ object }) => !object?.includes('/locks/'))
  expect(recorded).toBeGreaterThan(30)
  for (const { index } of calls) {
    const { ground, inputs } = await approved()
    ground.onCall = (call) => {
      if (call.index >= index) throw new StageError('credentials-expired', `${call.name}: the token is expired`)
    }
    const fault = ground.cloud.fault
    ground.cloud.fault = (call) => {
      try {
        return fault(call)
      } catch {
        return { kind: 'expired' }
      }
    }
    const first = await ground.promote(inputs)
    ground.onCall = () => {}
    ground.clock.push(60_000)
    const second = await ground.promote(inputs)
    const { service } = ground.cloud
    // Behind the last record the lease is given back: everything is done then, and a lease that stays expires.
    const outcome = index > recorded ? 'succeeded' : 'still-running'
    expect([index, first.outputs?.outcome ?? first.error?.outcome, second.error?.message]).toEqual([
      index,
      outcome,
      undefined,
    ])
    expect([
      service.executions.length,
      service.leftChangeSets.length,
      ground.json(`evidence/${inputs.release}/approval/`).size,
      ground.json('environments/').get('environments/parking/production.json')?.release,
    ]).toEqual([1, 0, 1, inputs.release])
  }
}, 60_000)
