import { afterEach, expect, test } from '@jest/globals'
import { stackStatuses } from '../../src/delivery/deployment/stack/stack-status.ts'
import { type TrialGround, topics, trialGround } from '../support/deployment-trial.ts'
import { ScriptedStack } from '../support/scripted-stack.ts'

let ground: TrialGround
afterEach(() => ground.cloud.stop())

const changed = { template: { name: 'template.json', text: topics(['A', 'B'], 'two') } }

type Ending = 'succeeded' | 'stack-busy' | 'stack-failed' | 'stack-stuck'
const waiting = ['wait', 'stack-busy'] as const
const endings: Readonly<Record<string, Ending>> = {
  create: 'succeeded',
  review: 'succeeded',
  update: 'succeeded',
  wait: 'stack-busy',
  repair: 'stack-failed',
  recreate: 'stack-failed',
  'continue-rollback': 'stack-stuck',
  'delete-failed': 'stack-stuck',
  'import-stuck': 'stack-stuck',
}

/** A stack that somebody left in a status, with a change set of theirs. */
async function leftIn(status: string): Promise<TrialGround> {
  ground = await trialGround({ operationSeconds: 1, changeSetSeconds: 0 })
  if (status === 'REVIEW_IN_PROGRESS') ground.cloud.service.stacks.push(new ScriptedStack('parking', status, 0))
  else {
    await ground.deploy()
    ground.cloud.service.stacks[0]!.say(ground.clock.elapsed(), status, 'by hand')
  }
  ground.cloud.service.executions.length = 0
  return ground
}

test.each(Object.entries(stackStatuses))(
  'a run that finds a stack in %s ends as its rule says, and nothing is deleted or continued unasked',
  async (status, rule) => {
    const { cloud, deploy } = await leftIn(status)
    const before = cloud.calls.length
    const { result, error } = await deploy({ ...changed, timeoutSeconds: 30 })
    const actions = new Set(cloud.calls.slice(before).map(({ action }) => action))
    expect(error?.reason ?? result?.outcome).toBe(endings[rule])
    expect([...actions]).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(DeleteStack|ContinueUpdate)/)]))
    expect(cloud.service.executions).toHaveLength(endings[rule] === 'succeeded' ? 1 : 0)
    expect(cloud.service.leftChangeSets).toEqual([])
  },
)

test.each(
  Object.entries(stackStatuses).filter(
    ([, rule]) => !waiting.includes(rule as 'wait') && endings[rule] !== 'succeeded',
  ),
)('a stack in %s is refused before anything but its status was asked for', async (status) => {
  const { cloud, deploy } = await leftIn(status)
  const before = cloud.calls.length
  const { error } = await deploy(changed)
  expect(error).toMatchObject({ hint: expect.stringMatching(/./), message: expect.stringContaining(status) })
  expect(cloud.calls.slice(before).map(({ action }) => action)).toEqual(['DescribeStacks'])
})

test.each([
  ['ROLLBACK_COMPLETE', { recreate: true }],
  ['ROLLBACK_FAILED', { recreate: true }],
  ['UPDATE_ROLLBACK_FAILED', { recover: true }],
])('a plan alone of a stack in %s clears nothing away, although it may be', async (status, policy) => {
  const { cloud, deploy } = await leftIn(status)
  const before = cloud.calls.length
  const { error } = await deploy({ ...changed, policy, plan: { kind: 'only' } })
  expect(error).toMatchObject({ message: expect.stringContaining('a run that only plans changes nothing') })
  expect(cloud.calls.slice(before).map(({ action }) => action)).toEqual(['DescribeStacks'])
})

/** Deletes the change set of the stack when it is looked at for the third time, or about to be executed. */
function deleting(when: string, howOften: number) {
  const looked = when === 'it is made' ? 'DescribeChangeSet' : 'ExecuteChangeSet'
  const turn = when === 'it is made' ? 3 : 1
  let times = 0
  let deleted = 0
  ground.cloud.fault = ({ action }) => {
    if (action === 'CreateChangeSet') times = 0
    if (action === looked) times += 1
    if (action !== looked || times !== turn || deleted >= howOften) return undefined
    deleted += 1
    ground.cloud.service.stacks[0]!.changeSets.length = 0
    return undefined
  }
}

test.each(['it is made', 'it is executed'])(
  'a change set that another run deletes while %s is made again, and executed once',
  async (when) => {
    ground = await trialGround({ operationSeconds: 1, changeSetSeconds: 5 })
    deleting(when, 1)
    const { result, seconds } = await ground.deploy()
    expect(result?.outcome).toBe('succeeded')
    expect(seconds).toBeLessThan(30)
    expect(ground.cloud.service.executions).toHaveLength(1)
  },
)

test.each(['it is made', 'it is executed'])(
  'a change set that another run deletes again and again while %s ends the run, with nothing executed',
  async (when) => {
    ground = await trialGround({ operationSeconds: 1, changeSetSeconds: 5 })
    const { cloud, deploy } = ground
    deleting(when, Number.POSITIVE_INFINITY)
    const { error, seconds } = await deploy()
    expect(error).toMatchObject({ reason: 'stack-busy', hint: expect.stringContaining('again') })
    expect(seconds).toBeLessThan(300)
    expect(cloud.service.executions).toEqual([])
    cloud.fault = () => undefined
    expect((await deploy()).result?.outcome).toBe('succeeded')
  },
)

test.each([
  ['ten minutes fast', 600_000],
  ['ten minutes slow', -600_000],
  ['a day fast', 86_400_000],
])('a clock that is %s changes neither calls nor verdicts', async (_, skewMilliseconds) => {
  const runs = async (skew: number) => {
    ground = await trialGround({ operationSeconds: 20, skewMilliseconds: skew })
    const { cloud, deploy } = ground
    const first = await deploy()
    cloud.service.options = { operationSeconds: 20, failures: { B: 'refused' } }
    const second = await deploy(changed)
    const seen = [first, second].map(({ result, error, calls, seconds }) => ({
      end: error?.message ?? result?.outcome,
      calls,
      seconds,
    }))
    await cloud.stop()
    return seen
  }
  expect(await runs(skewMilliseconds)).toEqual(await runs(0))
})
