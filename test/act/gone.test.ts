import { DeleteObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { localClients } from '../support/local-clients.ts'
import type { LocalAws } from './local-aws.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { environmentState, openShop, type Shop, shopBuckets, shopTemplate } from './shop.ts'
import { starter } from './toolkit-copy.ts'
import type { Repository, RunOptions } from './world.ts'

/** A sealed release of which something disappears from the bucket, between package and promotion. The tests follow one another. */
const minutes = 60_000
let opened: Shop | undefined
let aws: LocalAws
let shop: Repository
let release: string
let archive: string

const withCode = `${shopTemplate}  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] }
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: code
`

beforeAll(async () => {
  if (localRunner === undefined) return
  opened = await openShop(localRunner, {
    'template.yaml': withCode,
    'code/index.py': 'def handler(event, context):\n    return event\n',
    '.github/workflows/deliver.yml': starter('cloudformation.yml').replace(/ *production: production\n/, ''),
    '.github/workflows/promote.yml': starter('promote.yml'),
  })
  ;({ aws, shop } = opened)
}, 2 * minutes)

afterAll(() => opened?.close(), minutes)

const bucket = { Bucket: shopBuckets.staging }
const s3 = () => localClients(aws.local, aws.local.accounts.staging).s3
const remove = (Key: string) => s3().send(new DeleteObjectCommand({ ...bucket, Key }))
const inputs = { release: '', 'release-of': 'staging', environment: 'production' }
const promote = (options: Pick<RunOptions, 'between'> = {}) => shop.run('workflow_dispatch', { inputs, ...options })

async function deliver(): Promise<string> {
  const run = await shop.run('push')
  expect(run.errors).toEqual([])
  expect(run.jobs).toEqual({ 'deliver/package': 'success', 'verify/deploy': 'success' })
  return run.outputs['deliver/package']!.release!
}

/** The promotion ends before anybody is asked, with one message, and production has what it had: nothing. */
async function expectRefusal(ending: object, words: RegExp): Promise<void> {
  const run = await promote()
  expect(run.jobs).toEqual({ 'promote/plan': 'failure' })
  expect(run.outputs['promote/plan']).toMatchObject(ending)
  expect(run.errors).toEqual([expect.stringMatching(words)])
  expect(await environmentState(aws, 'production')).toEqual({ stack: undefined, records: [] })
}

testOnRunner(
  'a release whose archive is gone does not reach the reviewers, and the message names the archive',
  async () => {
    release = await deliver()
    const manifest = await s3().send(new GetObjectCommand({ ...bucket, Key: `releases/sha256/${release}.json` }))
    const { artifacts } = JSON.parse(await manifest.Body!.transformToString())
    archive = `blobs/sha256/${artifacts[0].sha256}`
    await remove(archive)
    await expectRefusal(
      { outcome: 'rejected', 'failure-reason': 'release-tampered' },
      new RegExp(`code \\(${archive}\\) is missing from shop-artifacts-staging\\n  Next: package the same tree again`),
    )
  },
  2 * minutes,
)

testOnRunner(
  'a release whose manifest is gone as well is missing',
  async () => {
    await remove(`releases/sha256/${release}.json`)
    await expectRefusal(
      { outcome: 'invalid-input', 'failure-reason': 'release-missing' },
      /there is no release \w{12} in shop-artifacts-staging\n {2}Next: .*package/,
    )
  },
  2 * minutes,
)

testOnRunner(
  'an archive that disappears while a reviewer thinks stops the promotion before anything changes',
  async () => {
    expect(await deliver()).toBe(release)
    const run = await promote({ between: { after: 'promote/plan', happens: () => remove(archive) } })
    expect(run.jobs).toEqual({ 'promote/plan': 'success', 'promote/execute': 'failure' })
    expect(run.outputs['promote/execute']).toMatchObject({ outcome: 'rejected', 'failure-reason': 'release-tampered' })
    expect(run.errors).toEqual([expect.stringMatching(/is missing from shop-artifacts-staging\n {2}Next: /)])
    expect(await environmentState(aws, 'production')).toEqual({ stack: undefined, records: [] })
  },
  2 * minutes,
)

testOnRunner(
  'packaging the same tree puts back what is gone, and the same release is promoted',
  async () => {
    expect(await deliver()).toBe(release)
    const run = await promote()
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual({ 'promote/plan': 'success', 'promote/execute': 'success' })
    expect(run.outputs['promote/execute']).toMatchObject({ outcome: 'succeeded', release })
  },
  2 * minutes,
)
