import { afterEach, expect, test } from '@jest/globals'
import { type TrialGround, topics, trialGround } from '../support/deployment-trial.ts'
import type { ScriptedFault } from '../support/scripted-cloudformation.ts'

/* One deployment for each of its calls, with a fault that begins there; every one is held to what an undisturbed one does. */
const grounds: TrialGround[] = []
afterEach(async () => {
  await Promise.all(grounds.splice(0).map(({ cloud }) => cloud.stop()))
})

async function newGround(): Promise<TrialGround> {
  const ground = await trialGround({ operationSeconds: 1, changeSetSeconds: 0.5 })
  grounds.push(ground)
  return ground
}

const deployed = await undisturbed()

/** Calls and seconds of a deployment without a fault. */
async function undisturbed() {
  const ground = await newGround()
  const { calls, seconds } = await ground.deploy()
  return { calls, seconds }
}

const everyCall = Array.from({ length: deployed.calls }, (_, call) => call)
const right = { outcome: 'succeeded', reason: undefined, executions: 1, stacks: 1, left: 0 }

/** Deploys with a fault that is told which call it is and how many seconds ago the chosen call was. */
async function disturbed(call: number, fault: (index: number, secondsSince: number) => ScriptedFault | undefined) {
  const ground = await newGround()
  let from: number | undefined
  ground.cloud.fault = ({ index, time }) => {
    if (index >= call) from ??= time
    return from === undefined ? undefined : fault(index, time - from)
  }
  const { result, error, seconds } = await ground.deploy()
  ground.cloud.fault = () => undefined
  const { service } = ground.cloud
  const [executions, stacks, left] = [service.executions.length, service.stacks.length, service.leftChangeSets.length]
  return { ground, seconds, end: { outcome: result?.outcome, reason: error?.reason, executions, stacks, left } }
}

const first = <T>(items: readonly T[]) => [items[0]!, items[Math.floor(items.length / 2)]!, items.at(-1)!]

test.each([1, 10, 60])(
  'throttling for %d s from the first, a middle or the last call delays the verdict by two seconds at most',
  async (seconds) => {
    for (const call of first(everyCall)) {
      const ended = await disturbed(call, (_, since) => (since < seconds ? { kind: 'throttle' } : undefined))
      expect(ended.end).toEqual(right)
      expect(ended.seconds).toBeLessThan(deployed.seconds + seconds + 2)
    }
  },
)

const noAnswers: readonly (readonly [kind: string, status: number, body: string])[] = [
  ['500 without a body', 500, ''],
  ['502 with a page of a proxy', 502, '<html><body>Bad Gateway'],
  ['503 with half of an error', 503, '<ErrorResponse><Error><Code>Serv'],
  ['504 with half of a JSON', 504, '{"message":'],
  ['200 with half of an answer', 200, '<Response><Result><Stacks><mem'],
  ['200 without a body', 200, ''],
  ['200 with a page of a proxy', 200, '<!doctype html><p>Sign in</p>'],
]

// Each takes every second call, so that every call meets two of the errors, and one of the answers that look like a success.
test.each(noAnswers)('one answer of %s in place of any call changes nothing', async (kind, status, body) => {
  const turn = noAnswers.findIndex(([name]) => name === kind)
  const calls = everyCall.filter((call) => (call + turn) % 2 === 0)
  const ends = await Promise.all(
    calls.map((call) => disturbed(call, (index) => (index === call ? { kind: 'answer', status, body } : undefined))),
  )
  expect(ends.length).toBeGreaterThan(2)
  expect(ends.map(({ end }) => end)).toEqual(calls.map(() => right))
})

test('the lost answer of any call leads to one execution and the right verdict', async () => {
  const ends = await Promise.all(
    everyCall.map((call) => disturbed(call, (index) => (index === call ? { kind: 'lost' } : undefined))),
  )
  expect(ends.map(({ end }) => end)).toEqual(everyCall.map(() => right))
})

test('a service that is gone for 4 s from any call and comes back is waited for', async () => {
  const ends = await Promise.all(
    everyCall.map((call) => disturbed(call, (_, since) => (since < 4 ? { kind: 'reset' } : undefined))),
  )
  expect(ends.map(({ end }) => end)).toEqual(everyCall.map(() => right))
})

test('credentials that expire at any call leave the outcome open, and the next run ends right', async () => {
  for (const call of everyCall) {
    const { ground, end } = await disturbed(call, () => ({ kind: 'expired' }))
    expect([call, end.outcome, end.reason]).toEqual([
      call,
      undefined,
      expect.stringMatching(/^(credentials-expired|operation-unknown)$/),
    ])
    const again = await ground.deploy()
    const { service } = ground.cloud
    expect([call, again.error?.reason, service.executions.length, service.leftChangeSets.length]).toEqual([
      call,
      undefined,
      1,
      0,
    ])
  }
})

test.each([1, 2, 5, 20])(
  'the first %d reads after an execution that show the time before it are no verdict on an update that rolls back',
  async (reads) => {
    const ground = await newGround()
    await ground.deploy()
    ground.cloud.service.options = { failures: { A: 'refused' } }
    let executed: number | undefined
    let stale = 0
    ground.cloud.fault = ({ action, time }) => {
      if (action === 'ExecuteChangeSet') executed = time
      if (executed === undefined || time <= executed || stale === reads) return undefined
      stale += 1
      return { kind: 'stale', asOf: executed - 0.05 }
    }
    const { error } = await ground.deploy({ template: { name: 'template.json', text: topics(['A', 'B'], 'two') } })
    expect(error?.reason).toBe('stack-rolled-back')
    expect(stale).toBe(reads)
  },
)
