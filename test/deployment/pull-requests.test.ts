import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeStacksCommand, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { awsAtEndpoint } from '../../src/aws/clients.ts'
import { makeBucket } from '../../src/aws/s3/make-bucket.ts'
import { cleanup } from '../../src/stages/cleanup/stage.ts'
import { deploy } from '../../src/stages/deploy/stage.ts'
import { packageStage } from '../../src/stages/package/stage.ts'
import { nodeClock } from '../../src/system/node-clock.ts'
import { deleteStack, deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { configureAt } from '../support/test-buckets.ts'
import { type TestContext, testContext } from '../support/test-context.ts'

/* Stacks of pull requests beside stacks that look like them. */
const account = '111111111111'
const bucket = 'shop-artifacts-previews'
let ministack: TestMinistack
let clients: LocalClients
let folder: string

beforeAll(async () => {
  ministack = await startMinistack()
  clients = localClients(ministack, account)
  await makeBucket(configureAt(ministack, account), bucket)
  folder = await mkdtemp(join(tmpdir(), 'liftlock-pull-requests-'))
}, 90_000)

beforeEach(async () => {
  const { Stacks = [] } = await clients.cloudformation.send(new DescribeStacksCommand({}))
  const there = Stacks.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
  for (const { StackName, EnableTerminationProtection } of there) {
    if (EnableTerminationProtection) await protect(StackName!, false)
    await deleteStack(clients, StackName!)
  }
  await configure('most: 2')
})

afterAll(async () => {
  await ministack?.stop()
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

const protect = (StackName: string, EnableTerminationProtection: boolean) =>
  clients.cloudformation.send(new UpdateTerminationProtectionCommand({ StackName, EnableTerminationProtection }))

async function configure(previews: string, environments = '{}'): Promise<void> {
  const text = `application: shop\nenvironments: ${environments}\npreviews:\n  account: "${account}"\n  ${previews}\n`
  await writeFile(join(folder, 'liftlock.yml'), text)
}

function context(hours = 0): TestContext {
  const { endpoint, secretAccessKey } = ministack
  const now = () => new Date(Date.now() + hours * 3_600_000)
  const aws = awsAtEndpoint(endpoint, { region: 'eu-west-1', account, secretAccessKey })
  return testContext({ aws, clock: { ...nodeClock, now } })
}

const template = (name: string) => ({
  Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: name } } },
})

async function open(number: number, more: Readonly<Record<string, unknown>> = {}) {
  const environment = `pull-request-${number}`
  const source = await mkdtemp(join(folder, 'app-'))
  await writeFile(join(source, 'template.json'), JSON.stringify(template(`shop-pr-${number}`)))
  const given = { environment, configuration: folder }
  const { release } = await packageStage.run(packageStage.inputs.parse({ source, ...given }), context())
  return deploy.run(deploy.inputs.parse({ release, ...given, ...more }), context())
}

const clean = (inputs: Readonly<Record<string, unknown>> = {}, hours = 0) =>
  cleanup.run(cleanup.inputs.parse({ configuration: folder, ...inputs }), context(hours))

async function stacks(): Promise<string[]> {
  const { Stacks = [] } = await clients.cloudformation.send(new DescribeStacksCommand({}))
  return Stacks.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
    .map(({ StackName = '' }) => StackName)
    .sort()
}

/** A stack that somebody made by hand, with a tag like ours or without one. */
async function byHand(StackName: string, tag?: string): Promise<void> {
  await deployStack(clients, StackName, template(StackName))
  if (tag === undefined) return
  const { UpdateStackCommand, waitUntilStackUpdateComplete } = await import('@aws-sdk/client-cloudformation')
  const Tags = [{ Key: 'liftlock:pull-request', Value: tag }]
  await clients.cloudformation.send(new UpdateStackCommand({ StackName, UsePreviousTemplate: true, Tags }))
  await waitUntilStackUpdateComplete({ client: clients.cloudformation, maxWaitTime: 20, minDelay: 1 }, { StackName })
}

test('a pull request gets a stack of its own, which its end removes', async () => {
  const made = await open(7)
  expect(made).toMatchObject({ outcome: 'succeeded', stack: 'shop-pr-7', environment: 'pull-request-7' })
  await open(17)
  expect(await stacks()).toEqual(['shop-pr-17', 'shop-pr-7'])
  expect(await clean({ pullRequest: 7, planOnly: true })).toMatchObject({ removed: ['shop-pr-7'] })
  expect(await stacks()).toEqual(['shop-pr-17', 'shop-pr-7'])
  expect(await clean({ pullRequest: 7 })).toEqual({ outcome: 'succeeded', removed: ['shop-pr-7'], kept: [] })
  expect(await stacks()).toEqual(['shop-pr-17'])
  expect(await clean({ pullRequest: 7 })).toMatchObject({ outcome: 'no-changes' })
}, 60_000)

test('the tag stays whatever tags are given, so that cleanup still finds the stack', async () => {
  await open(7, { tags: '[]' })
  await open(8, { tags: 'liftlock:pull-request=shop/9,team=orders' })
  expect(await clean({ planOnly: true }, 24 * 4)).toMatchObject({
    removed: expect.arrayContaining(['shop-pr-7', 'shop-pr-8']),
  })
}, 60_000)

test('by schedule, only stacks without a deployment for the given days are removed', async () => {
  await open(7)
  expect(await clean({}, 24 * 3 - 1)).toEqual({ outcome: 'no-changes', removed: [], kept: ['shop-pr-7'] })
  expect(await clean({}, 24 * 3 + 1)).toEqual({ outcome: 'succeeded', removed: ['shop-pr-7'], kept: [] })
  expect(await stacks()).toEqual([])
}, 60_000)

test('no more stacks are made than allowed, and one that is there is still updated', async () => {
  await open(7)
  await open(8)
  await expect(open(9)).rejects.toMatchObject({
    reason: 'previews-full',
    message: '2 stacks of pull requests are allowed: there are shop-pr-7, shop-pr-8',
  })
  expect(await open(8)).toMatchObject({ outcome: 'no-changes' })
  await clean({ pullRequest: 7 })
  expect(await open(9)).toMatchObject({ outcome: 'succeeded' })
}, 90_000)

test('a stack that is not of the pull request is neither updated nor removed', async () => {
  await byHand('shop-pr-7')
  await byHand('shop-pr-8', 'till/8')
  await byHand('shop-pr-9', 'shop/10')
  await byHand('shop-production', 'shop/7')
  await byHand('shop-pr-07', 'shop/7')
  for (const number of [7, 8, 9]) await expect(open(number)).rejects.toMatchObject({ reason: 'stack-foreign' })
  const production = open(7, { stack: 'shop-production' })
  await expect(production).rejects.toMatchObject({ reason: 'input-invalid' })
  expect(await clean({}, 24 * 30)).toEqual({ outcome: 'no-changes', removed: [], kept: [] })
  expect(await clean({ pullRequest: 7 })).toMatchObject({ outcome: 'no-changes' })
  expect(await stacks()).toHaveLength(5)
}, 90_000)

test('a stack that somebody wants to keep stays: protected from deletion, or named by an environment', async () => {
  await open(7)
  await open(8)
  await protect('shop-pr-7', true)
  await configure('most: 2', '{ demo: { stack: shop-pr-8 } }')
  expect(await clean({}, 24 * 30)).toMatchObject({ outcome: 'no-changes', removed: [] })
  expect(await clean({ pullRequest: 7 })).toMatchObject({ removed: [], kept: ['shop-pr-7'] })
  expect(await clean({ pullRequest: 8 })).toMatchObject({ removed: [], kept: ['shop-pr-8'] })
  expect(await stacks()).toEqual(['shop-pr-7', 'shop-pr-8'])
}, 60_000)

test.each(['7$(touch x)', '../../x', '-1', '0', '07', '1e3', 'main', '99999999999', "7'; rm -rf ."])(
  'pull request %j names no environment and no stack',
  async (number) => {
    const given = { environment: `pull-request-${number}`, configuration: folder, release: '0'.repeat(64) }
    await expect(deploy.run(deploy.inputs.parse(given), context())).rejects.toMatchObject({
      reason: 'environment-unknown',
    })
  },
)
