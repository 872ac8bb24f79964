import { expect, test } from '@jest/globals'
import { type PromotionGround, promotionGround } from '../support/promotion-ground.ts'

/** What is there after a run that was killed at a call, and a second run that was not. */
interface Aftermath {
  readonly call: number
  readonly when: 'before' | 'after'
  readonly reason: string | undefined
  readonly executions: number
  readonly leftChangeSets: number
  readonly recorded: boolean
  readonly leaseHolder: unknown
  readonly approvals: number
  readonly deployments: number
}

/** A plan for the first release, or for a second one, to be executed. */
async function open(kind: 'creation' | 'update') {
  const ground = await promotionGround()
  const first = await ground.released('one')
  if (kind === 'update') await ground.promote({ release: first })
  const release = await ground.released('two')
  const { outputs } = await ground.promote({ release, planOnly: true })
  ground.cloud.service.executions.length = 0
  return { ground, inputs: { release, plan: outputs!.fingerprint! } }
}

/** Kills one run at each, or each third, of its calls to S3 and CloudFormation, and lets it run once more. */
async function killEverywhere(kind: 'creation' | 'update', pauseSeconds: number, step: 1 | 3): Promise<Aftermath[]> {
  const whole = await open(kind)
  const { calls } = await whole.ground.promote(whole.inputs)
  await whole.ground.cloud.stop()
  const found: Aftermath[] = []
  for (let call = 0; call < calls.length; call += step)
    // What one call left behind is what the next one finds: only the last one has an after of its own.
    for (const when of call === calls.length - 1 ? (['before', 'after'] as const) : (['before'] as const)) {
      const { ground, inputs } = await open(kind)
      await ground.promoteKilledAt(call, when, inputs)
      ground.clock.push(pauseSeconds * 1000)
      found.push(await runAgain(ground, inputs, call, when))
      await ground.cloud.stop()
    }
  return found
}

async function runAgain(
  ground: PromotionGround,
  inputs: { readonly release: string; readonly plan: string },
  call: number,
  when: 'before' | 'after',
): Promise<Aftermath> {
  const { error } = await ground.promote(inputs)
  const { service } = ground.cloud
  return {
    call,
    when,
    reason: error?.reason,
    executions: service.executions.length,
    leftChangeSets: service.leftChangeSets.length,
    recorded: ground.json('environments/').get('environments/parking/production.json')?.release === inputs.release,
    leaseHolder: ground.json('locks/').get('locks/parking/production.json')?.holder,
    approvals: ground.json(`evidence/${inputs.release}/approval/`).size,
    deployments: ground.json(`evidence/${inputs.release}/deploy/`).size,
  }
}

/* A minute later the lease of the killed run has ended; what it left does not differ from that of the run at once. */
test.each([
  ['creation', 0, 1, 30],
  ['update', 0, 1, 30],
  ['update', 60, 3, 10],
] as const)(
  'an approved %s that is killed at any call is finished by the next run, %s s later, with everything once',
  async (kind, pause, step, least) => {
    const found = await killEverywhere(kind, pause, step)
    expect(found.length).toBeGreaterThan(least)
    const once = { executions: 1, approvals: 1, deployments: 1 }
    const right = { reason: undefined, ...once, leftChangeSets: 0, leaseHolder: null, recorded: true }
    expect(found).toEqual(found.map(({ call, when }) => ({ call, when, ...right })))
  },
  180_000,
)
