import { expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import type { Stacks } from '../../src/core/ports/stacks.ts'
import type { Context } from '../../src/core/run/context.ts'
import { deployTemplate } from '../../src/delivery/deployment/deploy-template.ts'
import { topics } from '../support/deployment-trial.ts'
import { type IdleClock, idleClock } from '../support/idle-clock.ts'
import { startScriptedCloudFormation } from '../support/scripted-cloudformation.ts'

/** Stacks whose calls take no time of the clock, however busy the machine is. */
function holdingTime(stacks: Stacks, clock: IdleClock): Stacks {
  return new Proxy(stacks, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => unknown
      if (name === 'events')
        return async function* (...args: unknown[]) {
          const events = (method.apply(target, args) as AsyncIterable<unknown>)[Symbol.asyncIterator]()
          for (let next = await clock.during(events.next()); !next.done; next = await clock.during(events.next()))
            yield next.value
        }
      return (...args: unknown[]) => clock.during(method.apply(target, args) as Promise<unknown>)
    },
  })
}

test('fifty stacks at once in an account that takes five calls a second all end right, without a storm of calls', async () => {
  const clock = idleClock()
  const cloud = await startScriptedCloudFormation(clock, {
    operationSeconds: 20,
    changeSetSeconds: 1,
    callsPerSecond: 5,
  })
  const inner = awsAtEndpoint(cloud.endpoint, {
    region: 'eu-west-1',
    account: '111111111111',
    secretAccessKey: 'any',
  }).at({})
  const account = { ...inner, stacks: holdingTime(inner.stacks, clock) }
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
  const deploy = async (stack: string) => {
    const desired = { stack, template, parameters: {}, capabilities: [] }
    return (await deployTemplate({ desired, permitted: { policy: {} }, shown: {} }, account, context)).outcome
  }
  const stacks = Array.from({ length: 50 }, (_, index) => `stack-${index}`)
  try {
    const ended = await Promise.all(stacks.map(deploy))
    const seconds = clock.elapsed() / 1000
    expect(ended).toEqual(stacks.map(() => 'succeeded'))
    expect(cloud.service.executions.map(({ stack }) => stack).sort()).toEqual([...stacks].sort())
    expect(cloud.calls.length / seconds).toBeLessThan(10)
    expect(cloud.calls.length / stacks.length).toBeLessThan(25)
    expect(throttled).toBeGreaterThan(0)
    expect(throttled).toBeLessThan(cloud.calls.length / 2)
  } finally {
    await cloud.stop()
  }
}, 60_000)
