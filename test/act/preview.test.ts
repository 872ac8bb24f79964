import { DescribeStacksCommand, ListChangeSetsCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation'
import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals'
import { deployStack, type LocalClients, localClients } from '../support/local-clients.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { openShop, type Shop, shopBuckets, shopTemplate } from './shop.ts'
import { starter } from './toolkit-copy.ts'
import type { Repository, RunOptions } from './world.ts'

/** Pull requests of one repository, in order: what each shows, and that nothing of it stays in AWS. */
const minutes = 60_000
let opened: Shop | undefined
let shop: Repository
let staging: LocalClients

const workflow = '.github/workflows/preview.yml'
const ofTemplate = () => starter('preview.yml').replace('source: app', 'source: template.yaml')

beforeAll(async () => {
  if (localRunner === undefined) return
  opened = await openShop(localRunner, { [workflow]: ofTemplate() })
  shop = opened.shop
  staging = localClients(opened.aws.local, opened.aws.local.accounts.staging)
}, 2 * minutes)

afterEach(async () => {
  if (localRunner === undefined) return
  const { StackSummaries = [] } = await staging.cloudformation.send(new ListStacksCommand({}))
  const left = StackSummaries.filter(({ StackStatus }) => !/DELETE_COMPLETE/.test(StackStatus ?? ''))
  expect(left.filter(({ StackName }) => StackName !== 'shop-staging')).toEqual([])
  const found = await staging.cloudformation
    .send(new ListChangeSetsCommand({ StackName: 'shop-staging' }))
    .catch(() => undefined)
  const names = (found?.Summaries ?? []).map(({ ChangeSetName = '' }) => ChangeSetName)
  expect(names.filter((name) => name.startsWith('liftlock-'))).toEqual([])
  const { Contents = [] } = await staging.s3.send(new ListObjectsV2Command({ Bucket: shopBuckets.staging }))
  expect(Contents).toEqual([])
})

afterAll(() => opened?.close(), minutes)

/** A run of a pull request from the repository itself, unless another one is named. */
function pullRequest({ from = 'acme/shop', ...options }: RunOptions & { readonly from?: string } = {}) {
  const pull_request = { number: 7, head: { repo: { full_name: from } } }
  return shop.run('pull_request', {
    variables: { LIFTLOCK_ROLE: 'arn:aws:iam::111111111111:role/liftlock-preview' },
    event: { pull_request },
    ...options,
  })
}

const all = { 'preview/check': 'success', 'preview/plan': 'success', 'preview/ci-ok': 'success' }
const noticesOf = (text: string) => text.match(/not compared with AWS/g) ?? []

testOnRunner(
  'the first pull request shows a new stack, and makes none',
  async () => {
    const run = await pullRequest()
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual(all)
    expect(run.outputs['preview/plan']).toMatchObject({ outcome: 'succeeded', 'changes-count': '1' })
    expect(run.summaries.join('\n')).toContain('preview of staging: 0 changed, 1 added, 0 removed')
  },
  2 * minutes,
)

testOnRunner(
  'a replacement stands out, and the stack stays as it is',
  async () => {
    await deployStack(staging, 'shop-staging', {
      Resources: { Orders: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders' } } },
    })
    shop.edit('template.yaml', 'QueueName: orders', 'QueueName: other-orders')
    shop.push('Another name')
    const run = await pullRequest()
    expect(run.jobs).toEqual(all)
    expect(run.summaries.join('\n')).toMatch(/1 replaced.*needs? your attention/)
    const { Stacks } = await staging.cloudformation.send(new DescribeStacksCommand({ StackName: 'shop-staging' }))
    expect(Stacks![0]!.StackStatus).toBe('CREATE_COMPLETE')
  },
  2 * minutes,
)

testOnRunner(
  'two runs at once do not meet',
  async () => {
    const runs = await Promise.all([pullRequest({ runId: '71' }), pullRequest({ runId: '72' })])
    expect(runs.map(({ jobs }) => jobs)).toEqual([all, all])
  },
  3 * minutes,
)

testOnRunner(
  'a pull request from a fork is tested and packaged, and says once what it lacks',
  async () => {
    const run = await pullRequest({ from: 'stranger/shop', variables: {} })
    expect(run.jobs).toEqual({ 'preview/check': 'success', 'preview/ci-ok': 'success' })
    expect(run.errors).toEqual([])
    expect(run.outputs['preview/check']!.release).toMatch(/^[0-9a-f]{64}$/)
    expect(noticesOf(run.text.replace(/"raw":.*|"msg":.*/g, '')).length).toBeLessThanOrEqual(1)
    expect(run.text).toContain('not compared with AWS')
  },
  2 * minutes,
)

testOnRunner(
  'without the variable of the environment, nothing is asked of AWS, and the message names it',
  async () => {
    const run = await pullRequest({ variables: {} })
    expect(run.jobs).toEqual({ ...all, 'preview/plan': 'failure', 'preview/ci-ok': 'failure' })
    expect(run.errors[0]).toContain('environment staging-preview has no variable LIFTLOCK_ROLE\n  Next: set it')
  },
  2 * minutes,
)

testOnRunner(
  'a failing test of the application ends the run before the plan, and the required check is red',
  async () => {
    shop.write({ [workflow]: `${ofTemplate()}      test-command: echo two of nine tests fail && exit 3\n` })
    shop.push('A test that fails')
    const run = await pullRequest()
    expect(run.jobs).toEqual({ 'preview/check': 'failure', 'preview/ci-ok': 'failure' })
    expect(run.errors).toEqual([expect.stringContaining('check failure, plan skipped, stack skipped')])
  },
  2 * minutes,
)

testOnRunner(
  'a template that CloudFormation would not take fails in the check of a fork too',
  async () => {
    shop.write({ [workflow]: ofTemplate(), 'template.yaml': `${shopTemplate}  Broken: { Properties: {} }\n` })
    shop.push('A resource without a type')
    const run = await pullRequest()
    expect(run.jobs['preview/ci-ok']).toBe('failure')
    expect(run.errors.join('\n')).toContain('Broken')
  },
  2 * minutes,
)
