import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { type LocalClients, localClients } from '../support/local-clients.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { openShop, type Shop, shopEnvironments } from './shop.ts'
import { starter } from './toolkit-copy.ts'

/** The stack of a pull request, from its first commit to its end. */
const minutes = 60_000
let opened: Shop | undefined
let staging: LocalClients

const previews = `previews:
  account: "111111111111"
  region: eu-west-1
  bucket: shop-artifacts-staging
`
const preview = starter('preview.yml').replace(
  'source: app',
  'source: template.yaml\n      stack: true\n      gate: false',
)

beforeAll(async () => {
  if (localRunner === undefined) return
  opened = await openShop(localRunner, {
    'liftlock.yml': shopEnvironments + previews,
    '.github/workflows/preview.yml': preview,
    '.github/workflows/cleanup.yml': starter('cleanup.yml'),
  })
  staging = localClients(opened.aws.local, opened.aws.local.accounts.staging)
}, 2 * minutes)

afterAll(() => opened?.close(), minutes)

async function statusOf(StackName: string): Promise<string | undefined> {
  const found = await staging.cloudformation.send(new DescribeStacksCommand({ StackName })).catch(() => undefined)
  return found?.Stacks?.[0]?.StackStatus
}

/** An event of a pull request whose branch, title and author are as hostile as they may be. */
function happens(action: string, full_name = 'acme/shop') {
  const hostile = '$(touch x)`touch x`"; rm -rf . #'
  const head = { ref: hostile, repo: { full_name } }
  const pull_request = { number: 12, title: hostile, head, base: {} }
  return opened!.shop.run('pull_request', {
    variables: { LIFTLOCK_ROLE: 'arn:aws:iam::111111111111:role/liftlock-preview' },
    event: { action, pull_request },
  })
}

testOnRunner(
  'a pull request gets its stack, and its end removes it',
  async () => {
    const run = await happens('opened')
    expect(run.errors).toEqual([])
    expect(run.jobs).toMatchObject({
      'preview/stack': 'success',
      'preview/plan': 'success',
      'preview/ci-ok': 'success',
    })
    expect(run.outputs['preview/stack']).toMatchObject({ environment: 'pull-request-12', stack: 'shop-pr-12' })
    expect(await statusOf('shop-pr-12')).toBe('CREATE_COMPLETE')

    const elsewhere = await happens('closed', 'stranger/shop')
    expect(Object.keys(elsewhere.jobs)).not.toContain('cleanup/cleanup')
    expect(await statusOf('shop-pr-12')).toBe('CREATE_COMPLETE')

    const closed = await happens('closed')
    expect(closed.errors).toEqual([])
    expect(closed.jobs['cleanup/cleanup']).toBe('success')
    expect(closed.outputs['cleanup/cleanup']).toMatchObject({ outcome: 'succeeded', removed: '["shop-pr-12"]' })
  },
  4 * minutes,
)
