import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import { cloudFormationStacks } from '../../src/aws/cloudformation/stacks.ts'
import type { AwsAccount } from '../../src/core/ports/aws.ts'
import type { Context } from '../../src/core/run/context.ts'
import type { Report } from '../../src/core/run/report.ts'
import { deployTemplate } from '../../src/delivery/deployment/deploy-template.ts'
import { nodeClock } from '../../src/system/node-clock.ts'
import { deployStack, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

/* Permissions enforced: a role with what the AWS action documents, with one right more, and with one less. */
const account = '111111111111'
const documented = [
  'CreateStack',
  'DescribeStacks',
  'CreateChangeSet',
  'DescribeChangeSet',
  'DeleteChangeSet',
  'ExecuteChangeSet',
  'DescribeEvents',
]
let ministack: TestMinistack
let roles: Readonly<Record<string, string>>

beforeAll(async () => {
  ministack = await startMinistack({ iam: true })
  const Resources = {
    Documented: role(documented),
    Compares: role([...documented, 'GetTemplate']),
    Blind: role(documented.filter((action) => action !== 'DescribeEvents')),
  }
  const Outputs = Object.fromEntries(
    Object.keys(Resources).map((name) => [name, { Value: { 'Fn::GetAtt': [name, 'Arn'] } }]),
  )
  const { status, reason, outputs } = await deployStack(localClients(ministack, account), 'roles', {
    Resources,
    Outputs,
  })
  expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined])
  roles = outputs
}, 120_000)

afterAll(() => ministack?.stop())

function role(actions: readonly string[]) {
  const Statement = [
    { Effect: 'Allow', Action: actions.map((action) => `cloudformation:${action}`), Resource: '*' },
    { Effect: 'Allow', Action: 'sqs:*', Resource: '*' },
  ]
  const trusted = [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }]
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: trusted },
      Policies: [{ PolicyName: 'deploy', PolicyDocument: { Version: '2012-10-17', Statement } }],
    },
  }
}

async function accountOf(arn: string): Promise<AwsAccount> {
  const { sts } = localClients(ministack, account)
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'test' }))
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
  const credentials = async () => ({
    accessKeyId: AccessKeyId!,
    secretAccessKey: SecretAccessKey!,
    sessionToken: SessionToken!,
  })
  const configure = async () => ({ region: 'eu-west-1', endpoint: ministack.endpoint, credentials })
  const aws = awsAtEndpoint(ministack.endpoint, {
    region: 'eu-west-1',
    account,
    secretAccessKey: ministack.secretAccessKey,
  }).at({})
  return { ...aws, stacks: cloudFormationStacks(configure) }
}

async function deployAs(name: string, stack: string, seconds: number) {
  const Resources = { Queue: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: seconds } } }
  const context = {
    clock: nodeClock,
    files: {} as Context['files'],
    report: (_: Report) => {},
    signal: new AbortController().signal,
  }
  const template = { name: 'template.json', text: JSON.stringify({ Resources }) }
  const desired = { stack, template, parameters: {}, capabilities: [] }
  const request = { desired, permitted: { policy: {} }, shown: {} }
  return deployTemplate(request, await accountOf(roles[name]!), context)
}

const status = async (stack: string) =>
  (
    await awsAtEndpoint(ministack.endpoint, {
      region: 'eu-west-1',
      account,
      secretAccessKey: ministack.secretAccessKey,
    })
      .at({})
      .stacks.find(stack)
  )?.status

test('the role that the AWS action documents creates a stack and is told how it ended', async () => {
  expect((await deployAs('Documented', 'first', 30)).outcome).toBe('succeeded')
  expect(await status('first')).toBe('CREATE_COMPLETE')
})

test('an update by that role is refused before it begins, with the statement that compares what is deployed', async () => {
  await deployAs('Documented', 'second', 30)
  await expect(deployAs('Documented', 'second', 40)).rejects.toMatchObject({
    reason: 'access-denied',
    hint: expect.stringContaining('"Action":"cloudformation:GetTemplate"'),
  })
  expect(await status('second')).toBe('CREATE_COMPLETE')
  expect((await deployAs('Compares', 'second', 40)).outcome).toBe('succeeded')
  expect(await status('second')).toBe('UPDATE_COMPLETE')
})

test('a role that may read no events at all executes nothing, and hears which statement it lacks', async () => {
  await expect(deployAs('Blind', 'third', 30)).rejects.toMatchObject({
    reason: 'access-denied',
    hint: expect.stringMatching(/"Action":"cloudformation:DescribeStackEvents","Resource":"[^"]*stack\/third\/\*"/),
  })
  expect((await status('third')) ?? 'REVIEW_IN_PROGRESS').toBe('REVIEW_IN_PROGRESS')
})
