import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type PromotionGround, promotionGround } from '../support/promotion-ground.ts'

let ground: PromotionGround
let release: string
beforeEach(async () => {
  ground = await promotionGround()
  release = await ground.released('one', { more: { Transform: 'Acme::Tagging' } })
})
afterEach(() => ground.cloud.stop())

const production = (lines: string) => `application: parking
environments:
  staging: {}
  production: { requires: [quality-gate@staging], ${lines} }
`
const running = () => ground.json('environments/').get('environments/parking/production.json')

test('a release with macros is refused without its capability, and the next step names it for promote and liftlock.yml', async () => {
  const { error } = await ground.promote({ release })
  expect(error).toMatchObject({
    reason: 'template-invalid',
    hint: expect.stringContaining('--capabilities CAPABILITY_AUTO_EXPAND'),
  })
  expect(error?.hint).toContain('liftlock.yml')
  expect(ground.cloud.service.executions).toEqual([])
})

test('a release with macros reaches production when promote acknowledges it', async () => {
  const { outputs, error } = await ground.promote({ release, capabilities: 'CAPABILITY_IAM, CAPABILITY_AUTO_EXPAND' })
  expect(error).toBeUndefined()
  expect(outputs?.outcome).toBe('succeeded')
  expect(running()).toMatchObject({ release })
})

test('a release with macros reaches production when the environment acknowledges it, planned in one job and executed in another', async () => {
  ground.configuration = production('capabilities: [CAPABILITY_IAM, CAPABILITY_AUTO_EXPAND]')
  const planned = await ground.promote({ release, planOnly: true })
  expect(planned.error).toBeUndefined()
  const { outputs } = await ground.promote({ release, plan: planned.outputs!.fingerprint! })
  expect(outputs?.outcome).toBe('succeeded')
  expect(running()).toMatchObject({ release })
})

test('capabilities that are given win over those of the environment', async () => {
  ground.configuration = production('capabilities: [CAPABILITY_AUTO_EXPAND]')
  const { error } = await ground.promote({ release, capabilities: 'CAPABILITY_IAM' })
  expect(error?.reason).toBe('template-invalid')
})

test('the service role of the environment is the one that CloudFormation works with', async () => {
  const role = 'arn:aws:iam::222222222222:role/cloudformation'
  ground.configuration = production(`role-arn: "${role}", capabilities: [CAPABILITY_AUTO_EXPAND]`)
  await ground.promote({ release })
  expect(ground.cloud.service.find('parking-production')?.changeSets[0]?.content.roleArn).toBe(role)
})

test('a first promotion that failed goes on with recreate', async () => {
  ground.cloud.service.options = { ...ground.cloud.service.options, failures: { A: 'no' } }
  const capabilities = 'CAPABILITY_AUTO_EXPAND'
  expect((await ground.promote({ release, capabilities })).error?.reason).toBe('stack-rolled-back')
  ground.cloud.service.options = { ...ground.cloud.service.options, failures: {} }
  const refused = await ground.promote({ release, capabilities })
  expect(refused.error?.hint).toContain('--recreate')
  const { outputs } = await ground.promote({ release, capabilities, recreate: true })
  expect(outputs?.outcome).toBe('succeeded')
  expect(running()).toMatchObject({ release })
})
