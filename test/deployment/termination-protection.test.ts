import { afterEach, expect, test } from '@jest/globals'
import { type TrialGround, topics, trialGround } from '../support/deployment-trial.ts'

let ground: TrialGround

afterEach(() => ground.cloud.stop())

async function created(): Promise<TrialGround> {
  ground = await trialGround()
  await ground.deploy()
  return ground
}

const stack = () => ground.cloud.service.find('parking')!
const protectionCalls = () => ground.cloud.calls.filter(({ action }) => action === 'UpdateTerminationProtection')
const changed = { template: { name: 'template.json', text: topics(['A', 'B'], 'two') } }

test('termination protection takes effect on a stack that does not change, and is reported', async () => {
  const { deploy } = await created()
  const { result, reports } = await deploy({ terminationProtection: true })
  expect(result?.outcome).toBe('no-changes')
  expect(stack().protection).toBe(true)
  expect(reports).toContainEqual(
    expect.objectContaining({ kind: 'note', text: 'stack parking: termination protection was switched on' }),
  )
})

test('a stack that is protected already costs no call', async () => {
  const { deploy } = await created()
  await deploy({ terminationProtection: true })
  const calls = protectionCalls().length
  const { reports } = await deploy({ terminationProtection: true })
  expect(protectionCalls()).toHaveLength(calls)
  expect(JSON.stringify(reports)).not.toContain('termination protection')
})

test('a plan alone never protects a stack, and says that it would', async () => {
  const { deploy } = await created()
  const { result, reports } = await deploy({ terminationProtection: true, plan: { kind: 'only' } })
  expect(result?.outcome).toBe('no-changes')
  expect(protectionCalls()).toEqual([])
  expect(stack().protection).toBe(false)
  expect(JSON.stringify(reports)).toContain('termination protection would be switched on')
})

test('a run that lost its lease does not protect a stack', async () => {
  const { deploy } = await created()
  const lost = async () => {
    throw new Error('lost')
  }
  await expect(deploy({ terminationProtection: true, guard: lost })).rejects.toThrow('lost')
  expect(stack().protection).toBe(false)
})

test('an update protects the stack too, and without the input a protected stack stays as it is', async () => {
  const { deploy } = await created()
  expect((await deploy({ ...changed, terminationProtection: true })).result?.outcome).toBe('succeeded')
  expect(stack().protection).toBe(true)
  await deploy()
  expect(stack().protection).toBe(true)
})

test('without the right to protect a stack an unchanged one ends as denied, with the statement to add', async () => {
  const { deploy, cloud } = await created()
  cloud.fault = ({ action }) => (action === 'UpdateTerminationProtection' ? { kind: 'denied' } : undefined)
  const { error } = await deploy({ terminationProtection: true })
  expect(error?.reason).toBe('access-denied')
  expect(error?.hint).toContain('"Action":"cloudformation:UpdateTerminationProtection"')
})

const other = { plan: { kind: 'exactly', fingerprint: 'a'.repeat(64) } } as const

test('a stack that does not change is not protected under a plan that is not known to ask for it', async () => {
  const { deploy } = await created()
  const { error } = await deploy({ ...other, terminationProtection: true })
  expect(error).toMatchObject({ reason: 'plan-changed', message: expect.stringContaining('termination protection') })
  expect(protectionCalls()).toEqual([])
  expect((await deploy(other)).result?.outcome).toBe('no-changes')
})

test('an operation that is followed is no reason to protect a stack under another plan', async () => {
  const { deploy, clock, cloud } = await created()
  await deploy({ ...changed, timeoutSeconds: 2 })
  const { error } = await deploy({ ...changed, ...other, terminationProtection: true })
  expect(error?.reason).toBe('plan-changed')
  expect(protectionCalls()).toEqual([])
  expect(cloud.service.executions).toHaveLength(2)
  expect(clock.elapsed()).toBeGreaterThan(0)
})

test('what an approved plan asked for is made up for after a run that ended before it', async () => {
  const { deploy, cloud } = await created()
  const wanted = { ...changed, terminationProtection: true, reportFolder: 'report' }
  const { fingerprint } = (await deploy({ ...wanted, plan: { kind: 'only' } })).result!
  const plan = { kind: 'exactly', fingerprint: fingerprint! } as const
  cloud.fault = ({ action }) =>
    action === 'UpdateTerminationProtection' && stack().template.includes('two') ? { kind: 'denied' } : undefined
  expect((await deploy({ ...wanted, plan })).error?.reason).toBe('access-denied')
  cloud.fault = () => undefined
  expect((await deploy({ ...wanted, plan })).result?.outcome).toBe('no-changes')
  expect(stack().protection).toBe(true)
})
