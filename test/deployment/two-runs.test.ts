import { afterEach, expect, test } from '@jest/globals'
import { type TrialGround, topics, trialGround } from '../support/deployment-trial.ts'

let ground: TrialGround | undefined

afterEach(async () => {
  await ground?.cloud.stop()
  ground = undefined
})

const update = { template: { name: 'template.json', text: topics(['A', 'B'], 'two') } }

test.each([0.2, 3, 40])(
  'two runs of the same deployment at once execute once, and both see its end; a change set takes %s s',
  async (changeSetSeconds) => {
    ground = await trialGround({ operationSeconds: 8, changeSetSeconds })
    await ground.deploy()
    ground.cloud.service.executions.length = 0
    const ends = await Promise.all([ground.deploy(update), ground.deploy(update)])
    expect(ends.map(({ error }) => error?.message)).toEqual([undefined, undefined])
    expect(ground.cloud.service.executions).toHaveLength(1)
    expect(ground.cloud.service.leftChangeSets).toEqual([])
  },
)

test('a plan beside a deployment of the same does not disturb it', async () => {
  ground = await trialGround({ operationSeconds: 8, changeSetSeconds: 2 })
  await ground.deploy()
  ground.cloud.service.executions.length = 0
  const [done] = await Promise.all([ground.deploy(update), ground.deploy({ ...update, plan: { kind: 'only' } })])
  expect(done.error?.message).toBeUndefined()
  expect(ground.cloud.service.executions).toHaveLength(1)
})
