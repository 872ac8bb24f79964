import { afterEach, expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import type { Context } from '../../src/core/run/context.ts'
import { planFromService, type ServicePlan } from '../../src/delivery/existing-change-set/service-plan.ts'
import { fingerprinted } from '../../src/delivery/plan/build-plan.ts'
import { type TrialGround, topics, trialGround } from '../support/deployment-trial.ts'
import type { ScriptOptions } from '../support/scripted-service.ts'

let ground: TrialGround | undefined

afterEach(async () => {
  await ground?.cloud.stop()
  ground = undefined
})

/** A kept change set, and the plan that is read from it. */
async function planOfKept(options: ScriptOptions, parameters: Record<string, string> = {}): Promise<ServicePlan> {
  ground = await trialGround({ changeSetSeconds: 0, ...options })
  const declared = {
    Stage: { Type: 'String', Default: 'test' },
    Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/image' },
    Password: { Type: 'String', Default: 'x', NoEcho: true },
  }
  const text = JSON.stringify({ Parameters: declared, ...JSON.parse(topics(['A', 'B'])) })
  const { result } = await ground.deploy({
    template: { name: 'template.json', text },
    parameters,
    tags: { team: 'parking' },
    capabilities: ['CAPABILITY_IAM'],
    plan: { kind: 'only' },
    keepChangeSet: true,
  })
  const { stacks } = awsAtEndpoint(ground.cloud.endpoint, {
    region: 'eu-west-1',
    account: '111111111111',
    secretAccessKey: 'any',
  }).at({})
  const [stack, changeSet] = [await stacks.find('parking'), await stacks.findChangeSet('parking', result!.changeSetId!)]
  const context = { report: () => undefined } as unknown as Context
  const facts = { stack, lastEvent: undefined, disableRollback: false }
  return planFromService(changeSet!, facts, { stacks, context })
}

/** Everything but the id, which no two change sets share. */
function withoutId({ plan: { fingerprint: _, changeSet: __, ...plan } }: ServicePlan) {
  return fingerprinted(plan)
}

test('the plan of a change set is read from what the service gives back alone', async () => {
  const { plan, template } = await planOfKept({ ssm: { '/image': 'ami-1' } })
  expect(plan).toMatchObject({
    kind: 'create',
    stack: 'parking',
    account: '111111111111',
    region: 'eu-west-1',
    tags: { team: 'parking' },
    capabilities: ['CAPABILITY_IAM'],
    parameters: ['Image', 'Password', 'Stage'],
    deploymentMode: 'STANDARD',
    changes: [
      { effect: 'add', resource: 'A' },
      { effect: 'add', resource: 'B' },
    ],
  })
  expect(Object.keys(JSON.parse(template).Resources)).toEqual(['A', 'B'])
  expect(Object.keys(plan.resolvedParameters)).toEqual(['Image'])
})

test.each<[string, ScriptOptions, Record<string, string>]>([
  ['another value of a parameter', {}, { Stage: 'other' }],
  ['another value that an SSM parameter holds', { ssm: { '/image': 'ami-2' } }, {}],
  ['a tag that nobody asked for', { gives: (content) => ({ ...content, tags: { evil: 'yes' } }) }, {}],
  ['another deployment mode', { gives: (content) => ({ ...content, deploymentMode: 'REVERT_DRIFT' }) }, {}],
])('%s makes another plan of a change set', async (_what, options, parameters) => {
  const one = await planOfKept({ ssm: { '/image': 'ami-1' } })
  await ground!.cloud.stop()
  const two = await planOfKept({ ssm: { '/image': 'ami-1' }, ...options }, parameters)
  expect(withoutId(two).fingerprint).not.toBe(withoutId(one).fingerprint)
})
