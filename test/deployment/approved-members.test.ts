import type * as sdk from '@aws-sdk/client-cloudformation'
import { afterEach, expect, test } from '@jest/globals'
import type { Plan } from '../../src/delivery/plan/plan.ts'
import { type TrialGround, topics, trialGround } from '../support/deployment-trial.ts'
import type { DeployOptions } from '../support/flat-deployment.ts'

let ground: TrialGround | undefined

afterEach(async () => {
  await ground?.cloud.stop()
  ground = undefined
})

/** The member of a plan that covers a member of a request; a member that is not sent; or one that only names the call. */
type Covered = keyof Plan | 'not sent' | 'name of the call'

const createChangeSet: Readonly<Record<keyof sdk.CreateChangeSetCommandInput, Covered>> = {
  StackName: 'stack',
  TemplateBody: 'templateDigest',
  TemplateURL: 'templateDigest',
  UsePreviousTemplate: 'not sent',
  Parameters: 'parametersDigest',
  Capabilities: 'capabilities',
  ResourceTypes: 'not sent',
  RoleARN: 'roleArn',
  RollbackConfiguration: 'not sent',
  NotificationARNs: 'notificationArns',
  Tags: 'tags',
  ChangeSetName: 'name of the call',
  ClientToken: 'name of the call',
  Description: 'name of the call',
  ChangeSetType: 'kind',
  ResourcesToImport: 'not sent',
  IncludeNestedStacks: 'includeNested',
  OnStackFailure: 'not sent',
  ImportExistingResources: 'importExisting',
  DeploymentMode: 'deploymentMode',
  DeploymentConfig: 'not sent',
  DisableValidation: 'not sent',
}
const executeChangeSet: Readonly<Record<keyof sdk.ExecuteChangeSetCommandInput, Covered>> = {
  StackName: 'stack',
  ChangeSetName: 'name of the call',
  ClientRequestToken: 'name of the call',
  DisableRollback: 'disableRollback',
  RetainExceptOnCreate: 'not sent',
}
const protect: Readonly<Record<keyof sdk.UpdateTerminationProtectionCommandInput, Covered>> = {
  StackName: 'stack',
  EnableTerminationProtection: 'terminationProtection',
}

const template = (value: string) => {
  const Parameters = {
    Stage: { Type: 'String', Default: 'test' },
    Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/image' },
  }
  return { name: 'template.json', text: JSON.stringify({ Parameters, ...JSON.parse(topics(['A'], value)) }) }
}
const topic = 'arn:aws:sns:eu-west-1:111111111111:events'
const everything: Partial<DeployOptions> = {
  template: template('one'),
  parameters: { Stage: 'one' },
  tags: { team: 'parking' },
  capabilities: ['CAPABILITY_IAM'],
  roleArn: 'arn:aws:iam::111111111111:role/deploy',
  notificationArns: [topic],
  includeNested: true,
  importExisting: true,
  revertDrift: true,
  terminationProtection: true,
  policy: { disableRollback: true },
}
const options = { changeSetSeconds: 0, operationSeconds: 0, ssm: { '/image': 'ami-1', '/other': 'ami-1' } }

/** Members of the calls of an action, with what was sent. */
async function sent(action: string): Promise<string[]> {
  ground = await trialGround(options)
  const { service } = ground.cloud
  const queries: Readonly<Record<string, unknown>>[] = []
  const call = service.call.bind(service)
  service.call = (query, asOf) => {
    queries.push(query)
    return call(query, asOf)
  }
  await ground.deploy(everything)
  await ground.cloud.stop()
  const members = queries.filter(({ Action }) => Action === action).flatMap((query) => Object.keys(query))
  return [...new Set(members)].filter((member) => member !== 'Action' && member !== 'Version')
}

async function planOf(given: Partial<DeployOptions>, more: typeof options = options): Promise<Plan> {
  ground = await trialGround(more)
  const { result } = await ground.deploy({ ...everything, ...given, plan: { kind: 'only' } })
  await ground.cloud.stop()
  return result!.plan!
}

test.each([
  ['CreateChangeSet', createChangeSet, 12],
  ['ExecuteChangeSet', executeChangeSet, 4],
  ['UpdateTerminationProtection', protect, 2],
])('every member that %s is given is in the plan, or names the call', async (action, table, atLeast) => {
  const members = await sent(action)
  const plan = await planOf({})
  const covered = Object.entries(table).flatMap(([member, by]) => (by === 'not sent' ? [] : [member]))
  expect(members.filter((member) => !covered.includes(member))).toEqual([])
  expect(members.length).toBeGreaterThanOrEqual(atLeast)
  expect(Object.keys(plan)).toEqual(
    expect.arrayContaining(members.map((member) => (table as Record<string, Covered>)[member]).filter(isMember)),
  )
})

test.each<[keyof Plan, Partial<DeployOptions>]>([
  ['templateDigest', { template: template('two') }],
  ['parametersDigest', { parameters: { Stage: 'two' } }],
  ['tags', { tags: { team: 'parking', more: 'yes' } }],
  ['capabilities', { capabilities: [] }],
  ['roleArn', { roleArn: 'arn:aws:iam::111111111111:role/other' }],
  ['notificationArns', { notificationArns: [topic, `${topic}-2`] }],
  ['includeNested', { includeNested: false }],
  ['importExisting', { importExisting: false }],
  ['terminationProtection', { terminationProtection: false }],
  ['disableRollback', { policy: {} }],
  ['stack', { stack: 'other' }],
])('another %s is another plan', async (member, given) => {
  const [one, two] = [await planOf({}), await planOf(given)]
  expect(two[member]).not.toEqual(one[member])
  expect(fingerprintOf(two)).not.toBe(fingerprintOf(one))
})

test('another value that an SSM parameter holds is another plan, and equal values of one are the same', async () => {
  const [one, same] = [await planOf({}), await planOf({})]
  const two = await planOf({}, { ...options, ssm: { ...options.ssm, '/image': 'ami-2' } })
  expect(fingerprintOf(same)).toBe(fingerprintOf(one))
  expect(two.resolvedParameters).not.toEqual(one.resolvedParameters)
  expect(fingerprintOf(two)).not.toBe(fingerprintOf(one))
  expect(JSON.stringify(two)).not.toContain('ami-2')
})

test('an SSM parameter that changes between plan and execution is noticed, by name and without its value', async () => {
  ground = await trialGround(options)
  const planned = await ground.deploy({ ...everything, plan: { kind: 'only' }, reportFolder: 'report' })
  ground.cloud.service.options = { ...options, ssm: { '/image': 'ami-2' } }
  const plan = { kind: 'exactly', fingerprint: planned.result!.fingerprint! } as const
  const { error } = await ground.deploy({ ...everything, plan, reportFolder: 'report' })
  expect(error).toMatchObject({ reason: 'plan-changed', outcome: 'rejected' })
  expect(error?.message).toContain('values of SSM parameters: the value of Image changed')
  expect(ground.cloud.service.executions).toEqual([])
})

test('termination protection that somebody switches off between plan and approval is noticed', async () => {
  ground = await trialGround(options)
  await ground.deploy({ terminationProtection: true })
  const wanted = { template: template('two') }
  const planned = await ground.deploy({ ...wanted, plan: { kind: 'only' }, reportFolder: 'report' })
  ground.cloud.service.find('parking')!.protection = false
  const plan = { kind: 'exactly', fingerprint: planned.result!.fingerprint! } as const
  const { error } = await ground.deploy({ ...wanted, plan, reportFolder: 'report' })
  expect(error?.reason).toBe('plan-changed')
  expect(error?.message).toContain('termination protection: true → false')
})

function fingerprintOf(plan: Plan): string {
  return (plan as Plan & { fingerprint: string }).fingerprint
}

function isMember(by: Covered | undefined): boolean {
  return by !== undefined && by !== 'name of the call' && by !== 'not sent'
}

/** The service takes back drift of stacks that are there. */
test('another deploymentMode of a stack that is there is another plan', async () => {
  ground = await trialGround(options)
  await ground.deploy(everything)
  const changed = { ...everything, template: template('two'), plan: { kind: 'only' } as const }
  const plans = [await ground.deploy(changed), await ground.deploy({ ...changed, revertDrift: false })]
  await ground.cloud.stop()
  expect(plans.map(({ result }) => result!.plan!.deploymentMode)).toEqual(['REVERT_DRIFT', 'STANDARD'])
  const [one, two] = plans.map(({ result }) => fingerprintOf(result!.plan!))
  expect(two).not.toBe(one)
})
