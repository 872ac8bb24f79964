import { expect, jest, test } from '@jest/globals'
import { type TrialGround, topics, trialGround } from '../support/deployment-trial.ts'
import type { DeployOptions } from '../support/flat-deployment.ts'

// Each test deploys three times for each call.
jest.setTimeout(120_000)

/** What is there after a run that was killed at a call, and a second run that was not. */
interface Aftermath {
  readonly call: number
  readonly when: 'before' | 'after'
  readonly reason: string | undefined
  readonly executions: number
  readonly leftChangeSets: number
  readonly status: string | undefined
  readonly stacks: number
}

const update = { template: { name: 'template.json', text: topics(['A', 'B'], 'two') } }
const planOnly = { plan: { kind: 'only' } } as const

async function newGround(): Promise<TrialGround> {
  return trialGround({ operationSeconds: 1, changeSetSeconds: 0.5 })
}

async function createdGround(): Promise<TrialGround> {
  const ground = await newGround()
  await ground.deploy()
  ground.cloud.service.executions.length = 0
  return ground
}

/** Kills one run at each of its calls, or at each third, and lets it run once more after a pause. */
async function killEverywhere(
  open: () => Promise<TrialGround>,
  options: Partial<DeployOptions>,
  pauseSeconds: number,
  step: 1 | 3 = 1,
): Promise<Aftermath[]> {
  const whole = await open()
  const { calls } = await whole.deploy(options)
  await whole.cloud.stop()
  const found: Aftermath[] = []
  for (let call = 0; call < calls; call += step)
    // What one call left behind is what the next one finds: only the last one has an after of its own.
    for (const when of call === calls - 1 ? (['before', 'after'] as const) : (['before'] as const)) {
      const ground = await open()
      await ground.deployKilledAt(call, when, options)
      ground.clock.push(pauseSeconds * 1000)
      const { error } = await ground.deploy(options)
      const { service } = ground.cloud
      const [stack] = service.stacks.filter((item) => item.statusAt(Infinity) !== 'DELETE_COMPLETE')
      found.push({
        call,
        when,
        reason: error?.reason,
        executions: service.executions.length,
        leftChangeSets: service.leftChangeSets.length,
        status: stack?.statusAt(Infinity),
        stacks: service.stacks.length,
      })
      await ground.cloud.stop()
    }
  return found
}

const converged = (status: string) => ({ reason: undefined, executions: 1, leftChangeSets: 0, status, stacks: 1 })

/**
 * Seconds, which calls, and how many there are at least. Half a minute after the kill every operation has ended: what differs from
 * call to call is seen at once, and during an operation, so that every third call is enough.
 */
const pauses = [
  [0, 1, 10],
  [0.7, 1, 10],
  [30, 3, 3],
] as const

test.each(pauses)(
  'a creation that is killed at any call ends right in the next run, %s s later',
  async (pause, step, least) => {
    const found = await killEverywhere(newGround, {}, pause, step)
    expect(found.length).toBeGreaterThan(least)
    expect(found).toEqual(found.map(({ call, when }) => ({ call, when, ...converged('CREATE_COMPLETE') })))
  },
)

test.each(pauses)(
  'an update that is killed at any call ends right in the next run, %s s later',
  async (pause, step, least) => {
    const found = await killEverywhere(createdGround, update, pause, step)
    expect(found.length).toBeGreaterThan(least)
    expect(found).toEqual(found.map(({ call, when }) => ({ call, when, ...converged('UPDATE_COMPLETE') })))
  },
)

test('a plan that is killed at any call leaves nothing behind after the next run', async () => {
  const found = await killEverywhere(newGround, planOnly, 0)
  const left = found.filter(
    ({ reason, executions, leftChangeSets, status }) =>
      [reason, status].some((value) => value !== undefined) || executions + leftChangeSets > 0,
  )
  expect(found.length).toBeGreaterThan(5)
  expect(left).toEqual([])
})

test('a run without changes that is killed at any call leaves nothing behind after the next run', async () => {
  const found = await killEverywhere(createdGround, {}, 0)
  expect(found).toEqual(found.map(({ call, when }) => ({ call, when, ...converged('CREATE_COMPLETE'), executions: 0 })))
})
