import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import type { AwsAccount } from '../../src/core/ports/aws.ts'
import type { Context } from '../../src/core/run/context.ts'
import type { Report } from '../../src/core/run/report.ts'
import { deployTemplate } from '../../src/delivery/deployment/deploy-template.ts'
import { nodeClock } from '../../src/system/node-clock.ts'
import { type DeployOptions, requestOf } from '../support/flat-deployment.ts'
import { reportInWords, saying } from '../support/in-command-words.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'

let ministack: TestMinistack
let account: AwsAccount

beforeAll(async () => {
  ministack = await startMinistack()
  account = awsAtEndpoint(ministack.endpoint, {
    region: 'eu-west-1',
    account: '111111111111',
    secretAccessKey: ministack.secretAccessKey,
  }).at({})
}, 120_000)

afterAll(async () => {
  await ministack?.stop()
})

function deploy(stack: string, resources: unknown, more: Partial<DeployOptions> = {}, reports: Report<string>[] = []) {
  const template = {
    name: 'template.json',
    text: JSON.stringify({ Resources: resources, Outputs: { Name: { Value: { Ref: 'Table' } } } }),
  }
  const context = {
    clock: nodeClock,
    files: {} as Context['files'],
    report: (report: Report) => void reports.push(reportInWords(report)),
    signal: new AbortController().signal,
  }
  return deployTemplate(
    requestOf({ stack, template, parameters: {}, capabilities: [], policy: {}, ...more }),
    account,
    context,
  )
}

const key = (name: string) => ({
  KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: name, AttributeType: 'S' }],
})
const table = (more: Record<string, unknown> = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: { BillingMode: 'PAY_PER_REQUEST', ...key('pk'), ...more },
})

test('the local AWS creates a stack, updates it, and finds nothing to do the third time', async () => {
  const tagged = { Table: table({ Tags: [{ Key: 'team', Value: 'parking' }] }) }
  const created = await deploy('line', { Table: table() })
  const updated = await deploy('line', tagged)
  const again = await deploy('line', tagged)
  expect(created).toMatchObject({ outcome: 'succeeded', changes: { added: 1 } })
  expect(updated).toMatchObject({ outcome: 'succeeded', changes: { changed: 1 }, outputs: created.outputs })
  expect(again).toMatchObject({ outcome: 'no-changes', outputs: created.outputs, stackId: created.stackId })
})

test('a plan in the local AWS is executed by its fingerprint and leaves no stack before that', async () => {
  const planned = await deploy('planned', { Table: table() }, { plan: { kind: 'only' } })
  const between = await account.stacks.find('planned')
  const done = await deploy(
    'planned',
    { Table: table() },
    { plan: { kind: 'exactly', fingerprint: planned.fingerprint! } },
  )
  expect(between).toBeUndefined()
  expect(done).toMatchObject({ outcome: 'succeeded', fingerprint: planned.fingerprint })
})

test('a failed update in the local AWS is rolled back, and its first failure named', async () => {
  await deploy('broken', { Table: table() })
  await deploy('other', { Table: table({ TableName: 'taken' }) })
  const failed = deploy('broken', { Table: table(), Second: table({ TableName: 'taken' }) })
  await expect(failed).rejects.toMatchObject({
    reason: 'stack-rolled-back',
    message: expect.stringMatching(/First failure: Second \(AWS::DynamoDB::Table\)[\s\S]*already exists/),
    hint: saying('--import-existing-resources'),
  })
  expect((await account.stacks.find('broken'))?.status).toBe('UPDATE_ROLLBACK_COMPLETE')
})

test('a failed creation in the local AWS is made anew only when that is asked for', async () => {
  await deploy('owner', { Table: table({ TableName: 'owned' }) })
  await expect(deploy('fresh', { Table: table({ TableName: 'owned' }) })).rejects.toMatchObject({
    reason: 'stack-rolled-back',
  })
  await expect(deploy('fresh', { Table: table() })).rejects.toMatchObject({ reason: 'stack-failed' })
  const made = await deploy('fresh', { Table: table() }, { policy: { recreate: true } })
  expect(made.outcome).toBe('succeeded')
})

test('a new key schema is a risk, although the emulator does not say so', async () => {
  await deploy('keys', { Table: table() })
  const { plan } = await deploy('keys', { Table: table(key('other')) }, { plan: { kind: 'only' } })
  expect(plan?.changes).toMatchObject([{ effect: 'replace', risks: [{ label: 'data loss' }] }])
})

test('a template above 51,200 bytes goes through the bucket', async () => {
  const { S3Client, CreateBucketCommand } = await import('@aws-sdk/client-s3')
  const { secretAccessKey } = ministack
  const credentials = { accessKeyId: '111111111111', secretAccessKey }
  const s3 = new S3Client({ endpoint: ministack.endpoint, region: 'eu-west-1', credentials, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'templates' }))
  s3.destroy()
  const large = { Table: { ...table(), Metadata: { Text: 'x'.repeat(60_000) } } }
  await expect(deploy('large', large)).rejects.toMatchObject({
    reason: 'input-missing',
    hint: saying('give --bucket'),
  })
  expect((await deploy('large', large, { bucket: 'templates' })).outcome).toBe('succeeded')
})

test('a change set that was planted under our name in the local AWS is not executed', async () => {
  await deploy('planted', { Table: table() })
  const wanted = { Table: table({ Tags: [{ Key: 'team', Value: 'parking' }] }) }
  const kept = await deploy('planted', wanted, { plan: { kind: 'only' }, keepChangeSet: true })
  const ours = await account.stacks.findChangeSet('planted', kept.changeSetId!)
  await account.stacks.deleteChangeSet('planted', ours!.id)
  const Resources = { Table: table(), Evil: table() }
  const planted = await account.stacks.createChangeSet(
    {
      stack: 'planted',
      name: ours!.name,
      kind: 'UPDATE',
      template: { body: JSON.stringify({ Resources }) },
      parameters: [],
      tags: undefined,
      capabilities: [],
      includeNested: false,
      description: ours!.description!,
    },
    'theirs',
  )
  const plan = { kind: 'exactly', fingerprint: kept.fingerprint! } as const
  const done = await deploy('planted', wanted, { plan })
  const resources = await account.stacks.resources('planted')
  expect(done).toMatchObject({ outcome: 'succeeded', fingerprint: kept.fingerprint })
  expect(done.changeSetId).not.toBe(planted.changeSetId)
  expect(resources.map(({ logicalId }) => logicalId)).toEqual(['Table'])
})

test('what the local AWS gives back of a change set is what was asked for, in all forms of parameters', async () => {
  const image = (Value: string) => ({
    Image: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/image', Type: 'String', Value } },
  })
  const held = (value: string) => ({ template: { name: 't.json', text: JSON.stringify({ Resources: image(value) }) } })
  await deploy('image', {}, held('ami-1'))
  const Parameters = {
    Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/image' },
    Password: { Type: 'String', NoEcho: true },
    Names: { Type: 'CommaDelimitedList' },
    Count: { Type: 'Number', Default: 1 },
    Flag: { Type: 'String', Default: 'true' },
  }
  const text = (purpose: string) =>
    JSON.stringify({ Parameters, Resources: { Table: table({ Tags: [{ Key: 'for', Value: purpose }] }) } })
  const parameters = { Password: 'canary', Names: 'a, b,c', Image: '/image' }
  const more = {
    parameters,
    tags: { team: 'Größe' },
    capabilities: ['CAPABILITY_IAM'],
    importExisting: true,
    revertDrift: true,
  }
  const first = await deploy('forms', {}, { template: { name: 't.json', text: text('one') }, ...more })
  const second = await deploy(
    'forms',
    {},
    {
      template: { name: 't.json', text: text('two') },
      parameters: { Names: 'a' },
      notificationArns: ['arn:aws:sns:eu-west-1:111111111111:events'],
    },
  )
  const planned = await deploy(
    'forms',
    {},
    { template: { name: 't.json', text: text('three') }, plan: { kind: 'only' } },
  )
  await deploy('image', {}, held('ami-2'))
  const plan = { kind: 'exactly', fingerprint: planned.fingerprint! } as const
  const third = deploy('forms', {}, { template: { name: 't.json', text: text('three') }, plan })
  expect([first.outcome, second.outcome]).toEqual(['succeeded', 'succeeded'])
  await expect(third).rejects.toMatchObject({ reason: 'plan-changed' })
})

test('what the stack says comes as it happens', async () => {
  const reports: Report<string>[] = []
  await deploy('said', { Table: table() }, {}, reports)
  const lines = reports.flatMap((report) => (report.kind === 'text' ? report.text.split('\n') : []))
  expect(
    lines.filter((line) => /^ \d\d:\d\d:\d\d {2}\+ {3}0\.\d s {2}CREATE_COMPLETE {6}(Table|said)/.test(line)),
  ).toHaveLength(2)
})
