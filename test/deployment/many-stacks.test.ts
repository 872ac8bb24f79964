import { expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import type { Context } from '../../src/core/context.ts'
import { deployTemplate } from '../../src/delivery/deployment/deploy-template.ts'
import { topics } from '../support/deployment-trial.ts'
import { hastyClock } from '../support/hasty-clock.ts'
import { startScriptedCloudFormation } from '../support/scripted-cloudformation.ts'

test('fifty stacks at once in an account that takes five calls a second all end right, without a storm of calls', async () => {
  const clock = hastyClock(40)
  const cloud = await startScriptedCloudFormation(clock, {
    operationSeconds: 20,
    changeSetSeconds: 1,
    callsPerSecond: 5,
  })
  const account = awsAtEndpoint(cloud.endpoint, { region: 'eu-west-1', account: '111111111111' }).at({})
  const context = {
    clock,
    files: {} as Context['files'],
    report: () => undefined,
    signal: new AbortController().signal,
  }
  let throttled = 0
  cloud.onThrottle = () => {
    throttled += 1
  }
  const template = { name: 'template.json', text: topics(['A', 'B']) }
  const deploy = async (stack: string) =>
    (await deployTemplate({ account, stack, template, parameters: {}, capabilities: [], policy: {} }, context)).outcome
  const stacks = Array.from({ length: 50 }, (_, index) => `stack-${index}`)
  try {
    const ended = await Promise.all(stacks.map(deploy))
    const seconds = clock.elapsed() / 1000
    expect(ended).toEqual(stacks.map(() => 'succeeded'))
    expect(cloud.service.executions.map(({ stack }) => stack).sort()).toEqual([...stacks].sort())
    expect(cloud.calls.length / seconds).toBeLessThan(10)
    expect(throttled).toBeGreaterThan(0)
    expect(throttled).toBeLessThan(cloud.calls.length / 4)
  } finally {
    await cloud.stop()
  }
}, 60_000)
