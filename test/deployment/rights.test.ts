import { afterEach, expect, test } from '@jest/globals'
import { type TrialGround, topics, trialGround } from '../support/deployment-trial.ts'
import type { ScriptOptions } from '../support/scripted-service.ts'

let ground: TrialGround | undefined

afterEach(async () => {
  await ground?.cloud.stop()
  ground = undefined
})

/** The rights that `aws-actions/aws-cloudformation-github-deploy` v2 documents and uses. */
const documented = [
  'CreateStack',
  'DescribeStacks',
  'CreateChangeSet',
  'DescribeChangeSet',
  'DeleteChangeSet',
  'ExecuteChangeSet',
  'DescribeEvents',
]

async function open(options: ScriptOptions = {}): Promise<TrialGround> {
  ground = await trialGround(options)
  return ground
}

/** A ground on which a stack of topics A and B has been created, before any right is taken away. */
async function created(options: ScriptOptions = {}): Promise<TrialGround> {
  const made = await open()
  await made.deploy()
  made.cloud.service.options = options
  return made
}

function only({ cloud }: TrialGround, allowed: readonly string[]): void {
  cloud.fault = ({ action }) => (allowed.includes(action) ? undefined : { kind: 'denied' })
}

function without({ cloud }: TrialGround, ...denied: readonly string[]): void {
  cloud.fault = ({ action }) => (denied.includes(action) ? { kind: 'denied' } : undefined)
}

const changed = { template: { name: 'template.json', text: topics(['A', 'B'], 'two') } }

const ways = [
  ['of each operation', {}],
  ['of the stack', { hidesOperations: true, eventsByName: 'all' }],
] as const

test.each(ways)(
  'with the role that the AWS action documents a new stack is followed to its end by the events %s',
  async (_, options) => {
    const made = await open(options)
    only(made, documented)
    const { result, error } = await made.deploy()
    expect(error).toBeUndefined()
    expect(result?.outcome).toBe('succeeded')
    expect(made.cloud.calls.filter(({ action }) => action === 'DescribeStackEvents')).toHaveLength(1)
  },
)

test.each(ways)('a creation that rolls back is told with its first failure by the events %s', async (_, options) => {
  const made = await open({ ...options, failures: { B: 'display name is too long' } })
  only(made, documented)
  const { error } = await made.deploy()
  expect(error?.reason).toBe('stack-rolled-back')
  expect(error?.message).toContain('First failure: B (AWS::SNS::Topic)')
  expect(error?.message).toContain('display name is too long')
})

test('an update that rolls back is told by the events of operations, page by page', async () => {
  const made = await created({ failures: { A: 'refused' }, eventsPerPage: 2 })
  only(made, [...documented, 'GetTemplate'])
  const { error } = await made.deploy(changed)
  expect(error?.reason).toBe('stack-rolled-back')
  expect(error?.message).toContain('First failure: A (AWS::SNS::Topic)')
})

test('the end of an operation of somebody else is never taken for ours, whichever call reads the events', async () => {
  const made = await created()
  only(made, [...documented, 'GetTemplate'])
  const stack = made.cloud.service.find('parking')!
  made.cloud.service.options = { operationSeconds: 6 }
  stack.say(made.clock.elapsed() + 500, 'UPDATE_COMPLETE', 'somebody-else')
  const { result, seconds } = await made.deploy(changed)
  expect(result?.outcome).toBe('succeeded')
  expect(seconds).toBeGreaterThan(6)
})

const afterwards = ['DescribeStackEvents and DescribeEvents', 'GetTemplate', 'DescribeStacks', 'DescribeChangeSet']

test.each(afterwards)(
  'without %s nothing of an update is executed, and the statement to add is named',
  async (name) => {
    const made = await created()
    without(made, ...name.split(' and '))
    const { error } = await made.deploy(changed)
    expect(error).toMatchObject({ reason: 'access-denied', outcome: 'failed' })
    const [first] = name.split(' and ')
    expect(error?.hint).toContain(`"Action":"cloudformation:${first}"`)
    expect(error?.hint).toContain('stack/parking/*"}')
    expect(made.cloud.service.executions).toHaveLength(1)
  },
)

test('without a right to read events a new stack is not executed, leaves nothing behind and names the statement', async () => {
  const made = await open()
  without(made, 'DescribeStackEvents', 'DescribeEvents')
  const { error } = await made.deploy()
  expect(error).toMatchObject({ reason: 'access-denied', outcome: 'failed' })
  expect(error?.hint).toContain(
    '{"Effect":"Allow","Action":"cloudformation:DescribeStackEvents","Resource":"arn:aws:cloudformation:eu-west-1:111111111111:stack/parking/*"}',
  )
  expect(made.cloud.service.executions).toEqual([])
  expect(made.cloud.service.find('parking')).toBeUndefined()
})

const all = [
  'CreateChangeSet',
  'DeleteChangeSet',
  'DescribeChangeSet',
  'DescribeEvents',
  'DescribeStackEvents',
  'DescribeStacks',
  'ExecuteChangeSet',
  'GetTemplate',
  'ListChangeSets',
  'ListStackResources',
  'UpdateTerminationProtection',
]

test.each(all)('a role without %s either deploys to the end or executes nothing', async (denied) => {
  const made = await open()
  without(made, denied)
  const first = await made.deploy({ terminationProtection: true })
  const executed = made.cloud.service.executions.length
  expect(first.error?.reason ?? 'succeeded').toBe(executed === 1 ? 'succeeded' : 'access-denied')
})

test.each(all)('a role without %s either updates to the end or executes nothing', async (denied) => {
  const made = await created()
  without(made, denied)
  const { error } = await made.deploy({ ...changed, terminationProtection: true })
  const executed = made.cloud.service.executions.length - 1
  expect(error?.reason ?? 'succeeded').toBe(executed === 1 ? 'succeeded' : 'access-denied')
})

test('the look at the rights changes nothing, and costs one call for a new stack and none for an update', async () => {
  const made = await open()
  await made.deploy()
  const creation = made.cloud.calls.map(({ action }) => action)
  const before = creation.slice(0, creation.indexOf('ExecuteChangeSet'))
  expect(before.filter((action) => /Events$|Protection$/.test(action))).toEqual(['DescribeStackEvents'])
  await made.deploy(changed)
  const update = made.cloud.calls.map(({ action }) => action).slice(creation.length)
  const look = update.slice(0, update.indexOf('ExecuteChangeSet'))
  expect(look.filter((action) => /Events$|Protection$/.test(action))).toEqual(['DescribeStackEvents'])
})

test('a failed creation without the right to list change sets tells its own reason', async () => {
  const made = await open({ changeSetFails: 'the hook says no' })
  only(made, documented)
  const { error } = await made.deploy()
  expect(error).toMatchObject({ reason: 'stack-failed', message: expect.stringContaining('the hook says no') })
  expect(made.cloud.service.leftChangeSets).toEqual([])
})

const inner = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/parking-Inner-X/1'
const nested = JSON.stringify({
  Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://s3/x' } } },
})

test('the verdict stands where the events of a nested stack may not be read, with a warning that names the statement', async () => {
  const made = await open({ physicalIds: { Inner: inner } })
  made.cloud.fault = ({ action, stack }) =>
    stack === inner && action.endsWith('Events') ? { kind: 'denied' } : undefined
  const { result, reports } = await made.deploy({ template: { name: 'template.json', text: nested } })
  expect(result?.outcome).toBe('succeeded')
  const warnings = reports.filter((report) => report.kind === 'warning')
  expect(warnings).toHaveLength(1)
  expect(warnings[0]).toMatchObject({ text: expect.stringContaining('stack/parking-Inner-X/*"}') })
})
