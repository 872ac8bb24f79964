import { afterEach, expect, test } from '@jest/globals'
import { type TrialGround, topics, trialGround } from '../support/deployment-trial.ts'
import type { ScriptOptions } from '../support/scripted-service.ts'

let ground: TrialGround | undefined

afterEach(async () => {
  await ground?.cloud.stop()
  ground = undefined
})

async function open(options: ScriptOptions & { callsPerSecond?: number } = {}): Promise<TrialGround> {
  ground = await trialGround(options)
  return ground
}

/** A ground on which a stack of topics A and B has been created. */
async function created(options: ScriptOptions = {}): Promise<TrialGround> {
  const made = await open()
  await made.deploy()
  made.cloud.service.options = options
  return made
}

const changed = { template: { name: 'template.json', text: topics(['A', 'B'], 'two') } }
const isExecute = (action: string) => action === 'ExecuteChangeSet'

test('a new stack is created, half a second at most after the service is done', async () => {
  const { deploy } = await open()
  const { result, seconds } = await deploy()
  expect(result?.outcome).toBe('succeeded')
  expect(result?.outputs).toEqual({ Version: '2' })
  expect(seconds).toBeLessThan(1 + 4 + 1.6)
})

test('a stack is updated', async () => {
  const { deploy, cloud } = await created()
  const { result } = await deploy(changed)
  expect(result).toMatchObject({ outcome: 'succeeded', summary: '2 changed, 0 added, 0 removed' })
  expect(cloud.service.executions).toHaveLength(2)
})

test('a failed update names the first failure and counts what was cancelled because of it', async () => {
  const { deploy, cloud } = await created({
    failures: { B: 'display name is too long' },
    secondsOf: (id) => (id === 'B' ? 2 : 4),
  })
  const { error } = await deploy(changed)
  expect(error?.reason).toBe('stack-rolled-back')
  expect(error?.message).toContain(
    'First failure: B (AWS::SNS::Topic), 2.0 s after the start\n    display name is too long',
  )
  expect(error?.message).toContain('1 other was cancelled')
  expect(cloud.service.find('parking')?.statusAt(Infinity)).toBe('UPDATE_ROLLBACK_COMPLETE')
})

test('an empty change set is no change, and does not stay behind', async () => {
  const { deploy, cloud } = await created()
  const { result } = await deploy()
  expect(result).toMatchObject({ outcome: 'no-changes', outputs: { Version: '2' } })
  expect(cloud.service.leftChangeSets).toEqual([])
})

test('a stale status after the execution is no success when the update rolls back', async () => {
  const { deploy, cloud } = await created({ failures: { A: 'refused' } })
  cloud.fault = staleAfterExecute()
  expect((await deploy(changed)).error?.reason).toBe('stack-rolled-back')
})

test('stale reads of REVIEW_IN_PROGRESS after the execution of a new stack do not matter', async () => {
  const { deploy, cloud } = await open()
  cloud.fault = staleAfterExecute()
  const { result, seconds } = await deploy()
  expect(result?.outcome).toBe('succeeded')
  expect(seconds).toBeLessThan(8)
})

test.each([
  ['for the first 6 s', 0, 6],
  ['for 6 s around the end', 4, 10],
  ['for 30 s', 0, 30],
  ['for 60 s', 0, 60],
])('throttling %s delays the verdict by two seconds at most', async (_when, from, to) => {
  const { deploy, cloud } = await open()
  cloud.fault = ({ time }) => (time >= from && time < to ? { kind: 'throttle' } : undefined)
  const { result, seconds } = await deploy()
  expect(result?.outcome).toBe('succeeded')
  expect(seconds).toBeLessThan(to - from + 7.5 + 2)
  expect(cloud.service.executions).toHaveLength(1)
})

test.each([
  [
    '503 with the error of the service',
    503,
    '<ErrorResponse><Error><Code>ServiceUnavailable</Code></Error></ErrorResponse>',
  ],
  ['500 without a body', 500, ''],
  ['502 with a page of a proxy', 502, '<html><body>Bad Gateway'],
  ['504 with JSON', 504, '{"message":'],
  ['200 with a cut body', 200, '<DescribeStacksResponse><DescribeStacksResult><Stacks><mem'],
  ['200 without a body', 200, ''],
])('answers of %s for 5 s decide nothing', async (_what, status, body) => {
  const { deploy, cloud } = await created()
  const start = cloud.calls.at(-1)!.time
  cloud.fault = ({ time }) => (time - start < 5 ? { kind: 'answer', status, body } : undefined)
  expect((await deploy(changed)).result?.outcome).toBe('succeeded')
  expect(cloud.service.executions).toHaveLength(2)
})

test('connections that break for 4 s decide nothing', async () => {
  const { deploy, cloud } = await open()
  cloud.fault = ({ time }) => (time < 4 ? { kind: 'reset' } : undefined)
  expect((await deploy()).result?.outcome).toBe('succeeded')
})

test.each(['CreateChangeSet', 'ExecuteChangeSet', 'DescribeStackEvents', 'DescribeChangeSet'])(
  'the lost answer of %s leads to one execution and the right verdict',
  async (lost) => {
    const { deploy, cloud } = await open()
    let once = true
    cloud.fault = ({ action }) => {
      if (action !== lost || !once) return undefined
      once = false
      return { kind: 'lost' }
    }
    expect((await deploy()).result?.outcome).toBe('succeeded')
    expect(cloud.service.executions).toHaveLength(1)
    expect(cloud.service.stacks).toHaveLength(1)
  },
)

test('credentials that expire half-way leave the outcome open, and the next run follows the same operation', async () => {
  const { deploy, cloud } = await created()
  let executed = Number.POSITIVE_INFINITY
  cloud.fault = ({ action, time }) => {
    if (isExecute(action)) executed = time
    return time > executed + 1 ? { kind: 'expired' } : undefined
  }
  const first = await deploy(changed)
  cloud.fault = () => undefined
  const second = await deploy(changed)
  expect(first.error).toMatchObject({ reason: 'operation-unknown', outcome: 'still-running' })
  expect(first.error?.hint).toContain('run the same command again to follow it')
  expect(second.result?.outcome).toBe('succeeded')
  expect(cloud.service.executions).toHaveLength(2)
})

test('a stack whose creation failed is not deleted unasked', async () => {
  const { deploy, cloud } = await open({ failures: { A: 'refused' } })
  await deploy()
  cloud.service.options = {}
  const { error } = await deploy()
  expect(error?.reason).toBe('stack-failed')
  expect(error?.hint).toContain('--recreate')
  expect(cloud.calls.map(({ action }) => action)).not.toContain('DeleteStack')
})

test('a stack whose creation failed is made anew when the policy says so', async () => {
  const { deploy, cloud } = await open({ failures: { A: 'refused' } })
  await deploy()
  cloud.service.options = {}
  const { result } = await deploy({ policy: { recreate: true } })
  expect(result?.outcome).toBe('succeeded')
  expect(cloud.service.stacks).toHaveLength(2)
})

test('a stack that holds a protected type is never made anew', async () => {
  const { deploy, cloud } = await open({ failures: { A: 'refused' } })
  await deploy()
  const { error } = await deploy({ policy: { recreate: true, protect: ['AWS::SNS::*'] } })
  expect(error).toMatchObject({ reason: 'stack-protected', outcome: 'rejected' })
  expect(cloud.calls.map(({ action }) => action)).not.toContain('DeleteStack')
})

test('a change set that a hook refuses fails with its reason and leaves no empty stack behind', async () => {
  const { deploy, cloud } = await open({ changeSetFails: 'The following hook(s) failed: [Guard::Bucket::Public]' })
  const { error } = await deploy()
  expect(error?.reason).toBe('stack-failed')
  expect(error?.message).toContain('Guard::Bucket::Public')
  expect(cloud.service.find('parking')).toBeUndefined()
})

test('a change set that failed for a reason that has gone is made again', async () => {
  const { deploy, cloud } = await open({ changeSetFails: 'S3 error: Access Denied' })
  await deploy({ keepFailedChangeSet: true })
  cloud.service.options = {}
  expect((await deploy()).result?.outcome).toBe('succeeded')
})

test("somebody else's update is awaited, then ours is made", async () => {
  const { deploy, cloud, clock } = await created()
  const stack = cloud.service.find('parking')!
  const steps = [{ logicalId: 'A', type: 'AWS::SNS::Topic', seconds: 20 }]
  stack.operate('UPDATE', clock.elapsed(), steps, { token: 'theirs', disableRollback: false })
  const { result, seconds } = await deploy(changed)
  expect(result?.outcome).toBe('succeeded')
  expect(seconds).toBeGreaterThan(20)
})

test("somebody else's update that does not end ends our run in time", async () => {
  const { deploy, cloud, clock } = await created()
  const steps = [{ logicalId: 'A', type: 'AWS::SNS::Topic', seconds: 9000 }]
  cloud.service.find('parking')!.operate('UPDATE', clock.elapsed(), steps, { token: 'theirs', disableRollback: false })
  const { error, seconds } = await deploy({ ...changed, timeoutSeconds: 60 })
  expect(error).toMatchObject({ reason: 'stack-busy', outcome: 'still-running' })
  expect(seconds).toBeLessThan(70)
})

test('a stack in UPDATE_ROLLBACK_FAILED is refused before anything is written, with the command that helps', async () => {
  const { deploy, cloud } = await created({ failures: { A: 'refused' }, rollbackFails: 'cannot go back' })
  const first = await deploy(changed)
  const before = cloud.calls.length
  const second = await deploy(changed)
  expect(first.error).toMatchObject({ reason: 'stack-stuck', outcome: 'stuck' })
  expect(first.error?.message).toContain('The rollback failed at: A')
  expect(second.error?.reason).toBe('stack-stuck')
  expect(second.error?.hint).toContain('--recover')
  expect(new Set(cloud.calls.slice(before).map(({ action }) => action))).toEqual(new Set(['DescribeStacks']))
})

test('a rollback that failed is continued when the policy says so, and then the update is made', async () => {
  const { deploy, cloud } = await created({ failures: { A: 'refused' }, rollbackFails: 'cannot go back' })
  await deploy(changed)
  cloud.service.options = {}
  expect((await deploy({ ...changed, policy: { recover: true } })).result?.outcome).toBe('succeeded')
})

test('an operation that outlives our time limit goes on, and a second run follows it', async () => {
  const { deploy, cloud } = await created({ operationSeconds: 300 })
  const first = await deploy({ ...changed, timeoutSeconds: 60 })
  const second = await deploy(changed)
  expect(first.error).toMatchObject({ reason: 'operation-running', outcome: 'still-running' })
  expect(second.result?.outcome).toBe('succeeded')
  expect(cloud.service.executions).toHaveLength(2)
})

test('a creation that failed without rollback is refused until rollback is off again', async () => {
  const { deploy, cloud } = await open({ failures: { A: 'refused' } })
  const first = await deploy({ policy: { disableRollback: true } })
  cloud.service.options = {}
  const second = await deploy()
  expect(first.error).toMatchObject({ reason: 'stack-failed', outcome: 'failed' })
  expect(second.error?.hint).toContain('--disable-rollback')
})

/** Every read in the three seconds after an execution is served as of half a second before it. */
function staleAfterExecute(): TrialGround['cloud']['fault'] {
  let executed: number | undefined
  return ({ action, time }) => {
    if (isExecute(action)) executed = time
    return executed !== undefined && time > executed && time - executed < 3
      ? { kind: 'stale', asOf: executed - 0.05 }
      : undefined
  }
}
