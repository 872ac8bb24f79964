import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateChangeSetCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  waitUntilChangeSetCreateComplete,
} from '@aws-sdk/client-cloudformation'
import { DeleteBucketLifecycleCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import { cloudFormationStacks } from '../../src/aws/cloudformation/stacks.ts'
import { s3Buckets } from '../../src/aws/s3/buckets.ts'
import { makeBucket } from '../../src/aws/s3/make-bucket.ts'
import { s3Objects } from '../../src/aws/s3/objects.ts'
import type { Aws } from '../../src/core/ports/aws.ts'
import type { Clock } from '../../src/core/ports/clock.ts'
import type { Stacks } from '../../src/core/ports/stacks.ts'
import { deploy } from '../../src/stages/deploy/stage.ts'
import { packageStage } from '../../src/stages/package/stage.ts'
import { nodeClock } from '../../src/system/node-clock.ts'
import { actionRole } from '../support/action-role.ts'
import { deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { configureAt } from '../support/test-buckets.ts'
import { type TestContext, testContext } from '../support/test-context.ts'

/* One account with permissions enforced, and a role that has the policy for previews and no other right. */
const account = '111111111111'
const bucket = 'shop-artifacts-staging'
const stack = 'shop-staging'
const emptyStack = 'liftlock-preview-shop-staging'
const configuration = `application: shop\nenvironments:\n  staging: { bucket: ${bucket} }\n`

let ministack: TestMinistack
let root: LocalClients
let folder: string
let role: string

beforeAll(async () => {
  ministack = await startMinistack({ iam: true })
  root = localClients(ministack, account)
  await makeBucket(configureAt(ministack, account), bucket)
  folder = await mkdtemp(join(tmpdir(), 'liftlock-preview-'))
  await writeFile(join(folder, 'liftlock.yml'), configuration)
  const words = {
    ...{ ACCOUNT: account, REGION: 'eu-west-1', APPLICATION: 'shop', STACK: stack, ENVIRONMENT: 'staging' },
    ...{ BUCKET: bucket, SERVICE_ROLE: 'none', OWNER: 'acme', REPOSITORY: 'shop' },
  }
  const made = actionRole({ name: 'preview', policies: ['deploy/policy-plan.json'], words })
  const Principal = { AWS: `arn:aws:iam::${account}:root` }
  const Statement = [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }]
  const Properties = { ...made.Properties, AssumeRolePolicyDocument: { Version: '2012-10-17', Statement } }
  const Role = { ...made, Properties }
  const { status } = await deployStack(root, 'roles', { Resources: { Role } })
  expect(status).toBe('CREATE_COMPLETE')
  role = `arn:aws:iam::${account}:role/preview`
}, 90_000)

afterEach(async () => {
  // Whatever a test did, no preview may leave a stack or a change set.
  expect(await stackStatus(emptyStack)).toBeUndefined()
  expect((await previewsOf(stack)).filter((name) => name !== 'liftlock-preview-by-hand')).toEqual([])
})

afterAll(async () => {
  await ministack?.stop()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

async function stackStatus(name: string): Promise<string | undefined> {
  const found = await root.cloudformation.send(new DescribeStacksCommand({ StackName: name })).catch(() => undefined)
  const status = found?.Stacks?.[0]?.StackStatus
  return status === 'DELETE_COMPLETE' ? undefined : status
}

async function changeSets(name: string): Promise<string[]> {
  const found = await root.cloudformation.send(new ListChangeSetsCommand({ StackName: name })).catch(() => undefined)
  return (found?.Summaries ?? []).map(({ ChangeSetName = '' }) => ChangeSetName)
}

const previewsOf = async (name: string) =>
  (await changeSets(name)).filter((each) => each.startsWith('liftlock-preview-')).sort()

async function keys(): Promise<string[]> {
  const { Contents = [] } = await root.s3.send(new ListObjectsV2Command({ Bucket: bucket }))
  return Contents.map(({ Key = '' }) => Key)
}

const credentialsOfRole = async () => {
  const { Credentials } = await root.sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'test' }))
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! }
}

/** AWS with nothing but what the role may. */
async function asRole(replaced: (stacks: Stacks) => Stacks = (stacks) => stacks): Promise<Aws> {
  const credentials = await credentialsOfRole()
  const configure = async () => ({
    region: 'eu-west-1',
    endpoint: ministack.endpoint,
    credentials: async () => credentials,
  })
  const { secretAccessKey } = ministack
  const whole = awsAtEndpoint(ministack.endpoint, { region: 'eu-west-1', account, secretAccessKey }).at({})
  const own = {
    ...whole,
    objects: s3Objects(configure),
    stacks: replaced(cloudFormationStacks(configure)),
    buckets: async () => s3Buckets(configure),
  }
  return { at: () => own }
}

async function exported(template: object, others: Readonly<Record<string, object>> = {}): Promise<string> {
  const place = await mkdtemp(join(folder, 'app-'))
  for (const [name, content] of Object.entries({ 'template.json': template, ...others }))
    await writeFile(join(place, name), JSON.stringify(content))
  const archive = join(place, 'templates.zip')
  const inputs = { source: place, configuration: folder, exportTemplates: archive }
  // No account is asked for anything: that would fail here, as it does in a pull request from a fork.
  const aws = { at: () => new Proxy({}, { get: () => expect('a call of AWS').toBe('none') }) } as never as Aws
  await packageStage.run(packageStage.inputs.parse(inputs), testContext({ aws }))
  return archive
}

interface Previewed {
  readonly outputs: Record<string, unknown>
  readonly context: TestContext
}

async function preview(archive: string, replaced: Partial<TestContext> = {}): Promise<Previewed> {
  const context = testContext({ aws: await asRole(), ...replaced })
  const report = join(folder, 'report')
  const inputs = { archive, environment: 'staging', configuration: folder, planOnly: true, report }
  return { outputs: await deploy.run(deploy.inputs.parse(inputs), context), context }
}

const queues = (...names: string[]) => ({
  Resources: Object.fromEntries(
    names.map((name) => [name, { Type: 'AWS::SQS::Queue', Properties: { QueueName: `shop-${name}` } }]),
  ),
})

test('a new stack is planned, and neither it nor the empty stack is there afterwards', async () => {
  const { outputs, context } = await preview(await exported(queues('A', 'B')))
  expect(outputs).toMatchObject({ outcome: 'succeeded', changesText: expect.stringContaining('2 added') })
  expect(outputs.stackId).toBeUndefined()
  expect(await stackStatus(stack)).toBeUndefined()
  expect(JSON.stringify(context.reports)).toContain(`stack ${stack} does not exist yet`)
  const [verdict] = context.reports.filter(({ kind }) => kind === 'verdict')
  // There is nothing to approve or to run again.
  expect(verdict).toMatchObject({ text: 'preview of staging: 0 changed, 2 added, 0 removed' })
  expect(verdict).not.toHaveProperty('next')
  expect(await keys()).toEqual([])
}, 60_000)

test('an existing stack is planned and left as it is', async () => {
  await deployStack(root, stack, queues('A', 'B'))
  const { outputs } = await preview(await exported(queues('A', 'C')))
  expect(outputs).toMatchObject({ outcome: 'succeeded', changesText: expect.stringContaining('1 added, 1 removed') })
  expect(await stackStatus(stack)).toBe('CREATE_COMPLETE')
  expect(await keys()).toEqual([])
}, 60_000)

test('a large template and new nested templates lie below previews/ only, and the missing rule is told', async () => {
  const Metadata = { Text: 'x'.repeat(60_000) }
  const nested = { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'nested.json' } }
  const template = { Metadata, Resources: { Nested: nested } }
  const archive = await exported(template, { 'nested.json': queues('N') })
  const { outputs, context } = await preview(archive)
  expect(outputs).toMatchObject({ outcome: 'succeeded' })
  const stored = await keys()
  expect(stored).toHaveLength(2)
  expect(stored.filter((key) => !/^previews\/[0-9a-f]{64}\.template$/.test(key))).toEqual([])
  expect(context.reports.filter(({ kind }) => kind === 'warning')).toEqual([])

  await root.s3.send(new DeleteBucketLifecycleCommand({ Bucket: bucket }))
  const again = await preview(archive)
  expect(again.context.reports).toContainEqual(
    expect.objectContaining({ kind: 'warning', text: expect.stringContaining('no lifecycle rule removes') }),
  )
  await makeBucket(configureAt(ministack, account), bucket)
}, 60_000)

test('previews at the same time do not meet, with and without a stack', async () => {
  const [one, two] = await Promise.all([exported(queues('A')), exported(queues('A', 'D'))])
  for (const archives of [
    [one, two],
    [one, one],
  ]) {
    const ended = await Promise.all(archives.map((archive) => preview(archive)))
    expect(ended.map(({ outputs }) => outputs.outcome)).toEqual(['succeeded', 'succeeded'])
  }
  await root.cloudformation.send(new DeleteStackCommand({ StackName: stack }))
  while ((await stackStatus(stack)) !== undefined) await new Promise((resolve) => setTimeout(resolve, 50))
  const ended = await Promise.all([one, two, one].map((archive) => preview(archive)))
  expect(ended.map(({ outputs }) => outputs.outcome)).toEqual(['succeeded', 'succeeded', 'succeeded'])
}, 90_000)

test('a change set that CloudFormation fails is removed with its empty stack', async () => {
  const aws = await asRole((stacks) => ({
    ...stacks,
    findChangeSet: async (name, id) => {
      const found = await stacks.findChangeSet(name, id)
      return found && { ...found, status: 'FAILED', statusReason: 'Early validation failed' }
    },
  }))
  const previewed = preview(await exported(queues('A', 'G')), { aws })
  await expect(previewed).rejects.toMatchObject({ reason: 'stack-failed' })
  expect(await stackStatus(emptyStack)).toBeUndefined()
}, 60_000)

test('a preview that is cancelled while its change set is made, or read, leaves nothing', async () => {
  const archive = await exported(queues('A', 'E'))
  for (const member of ['findChangeSet', 'readTemplate'] as const) {
    if (member === 'readTemplate') await deployStack(root, stack, queues('A'))
    const cancel = new AbortController()
    const aws = await asRole((stacks) => ({
      ...stacks,
      [member]: async (...args: never[]) => {
        cancel.abort(new Error('cancelled'))
        cancel.signal.throwIfAborted()
        return (stacks[member] as (...given: never[]) => unknown)(...args)
      },
    }))
    await expect(preview(archive, { aws, signal: cancel.signal })).rejects.toThrow('cancelled')
    expect(await stackStatus(emptyStack)).toBeUndefined()
    expect(await previewsOf(stack)).toEqual([])
  }
}, 60_000)

const hoursLater = (hours: number): Clock => ({
  ...nodeClock,
  now: () => new Date(nodeClock.now().getTime() + hours * 3_600_000),
})

/** What a run leaves that was killed: its change set, under the names of a preview or others. */
async function leave(StackName: string, ChangeSetName: string, Description: string): Promise<void> {
  const ChangeSetType = (await stackStatus(StackName)) === 'CREATE_COMPLETE' ? 'UPDATE' : 'CREATE'
  const TemplateBody = JSON.stringify(queues('Z'))
  const request = { StackName, ChangeSetName, Description, ChangeSetType, TemplateBody } as const
  await root.cloudformation.send(new CreateChangeSetCommand(request))
  const waiter = { client: root.cloudformation, maxWaitTime: 20, minDelay: 1 }
  await waitUntilChangeSetCreateComplete(waiter, { StackName, ChangeSetName })
}

test('the next preview removes what a killed one left, only after an hour and only what is ours', async () => {
  const ours = `liftlock preview ${'0'.repeat(64)}`
  await leave(stack, 'liftlock-preview-killed', ours)
  await leave(stack, 'liftlock-preview-by-hand', 'my own')
  await leave(stack, 'release-42', ours)
  await leave(emptyStack, 'liftlock-preview-killed', ours)
  const archive = await exported(queues('A', 'F'))

  await preview(archive)
  expect(await previewsOf(stack)).toEqual(['liftlock-preview-by-hand', 'liftlock-preview-killed'])
  expect(await stackStatus(emptyStack)).toBe('REVIEW_IN_PROGRESS')

  await preview(archive, { clock: hoursLater(2) })
  expect(await previewsOf(stack)).toEqual(['liftlock-preview-by-hand'])
  expect(await changeSets(stack)).toContain('release-42')
  expect(await stackStatus(emptyStack)).toBeUndefined()
}, 90_000)

test('each other use of the role is refused: to deploy, execute, delete, package, and write a record', async () => {
  await leave(stack, 'release-43', 'somebody')
  const aws = await asRole()
  const { stacks, objects } = aws.at({})
  const bytes = new TextEncoder().encode('{}')
  const denied = { reason: 'access-denied' }
  const execution = { stack, changeSet: 'release-43', token: 'token', disableRollback: false }
  await expect(stacks.executeChangeSet(execution)).rejects.toMatchObject(denied)
  await expect(stacks.delete(stack, 'token')).rejects.toMatchObject(denied)
  await expect(stacks.setTerminationProtection(stack, true)).rejects.toMatchObject(denied)
  await expect(stacks.continueRollback({ stack, token: 'token', skip: [] })).rejects.toMatchObject(denied)
  for (const key of [
    `blobs/sha256/${'0'.repeat(64)}`,
    `releases/sha256/${'0'.repeat(64)}.json`,
    'versions/shop/1.0.0.json',
    'plans/shop/staging/x.json',
    'environments/shop/staging.json',
    'locks/shop/staging.json',
    `evidence/${'0'.repeat(64)}/deploy/staging/1.json`,
  ])
    await expect(objects.create(bucket, key, bytes)).rejects.toMatchObject(denied)
  await expect(objects.replace(bucket, 'previews/0.template', bytes, undefined)).resolves.toBe('replaced')
  await expect(objects.replace(bucket, 'environments/shop/staging.json', bytes, undefined)).rejects.toMatchObject(
    denied,
  )

  const context = testContext({ aws })
  const template = join(folder, 'plain.json')
  await writeFile(template, JSON.stringify(queues('A', 'Y')))
  const given = { template, environment: 'staging', configuration: folder }
  await expect(deploy.run(deploy.inputs.parse(given), context)).rejects.toMatchObject(denied)
  const source = await mkdtemp(join(folder, 'app-'))
  await writeFile(join(source, 'template.json'), JSON.stringify(queues('A')))
  const packed = { source, environment: 'staging', configuration: folder }
  await expect(packageStage.run(packageStage.inputs.parse(packed), context)).rejects.toMatchObject(denied)
  expect(await changeSets(stack)).toContain('release-43')
  await root.cloudformation.send(new ExecuteChangeSetCommand({ StackName: stack, ChangeSetName: 'release-43' }))
}, 60_000)

test('an archive is planned and not deployed, and only into its own application', async () => {
  const archive = await exported(queues('A'))
  const run = (inputs: object) =>
    deploy.run(deploy.inputs.parse({ archive, configuration: folder, ...inputs }), testContext())
  await expect(run({ environment: 'staging' })).rejects.toMatchObject({ reason: 'input-invalid' })
  await expect(run({ environment: 'staging', mode: 'create-only' })).rejects.toMatchObject({ reason: 'input-invalid' })
  await expect(run({ stack, planOnly: true })).rejects.toMatchObject({ reason: 'input-missing' })
  await expect(run({ environment: 'staging', planOnly: true, release: '1.0.0' })).rejects.toMatchObject({
    reason: 'input-invalid',
  })
  const other = run({ environment: 'staging', planOnly: true, application: 'till' })
  await expect(other).rejects.toMatchObject({ message: expect.stringContaining('of shop, not of till') })
})
