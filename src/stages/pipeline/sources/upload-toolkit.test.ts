import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Fault, startFaultyProxy } from '../../../../test/support/faulty-proxy.ts'
import { saying } from '../../../../test/support/in-command-words.ts'
import { startMinistack, type TestMinistack } from '../../../../test/support/ministack.ts'
import { configureAt } from '../../../../test/support/test-buckets.ts'
import { testContext } from '../../../../test/support/test-context.ts'
import { awsAtEndpoint } from '../../../aws/clients.ts'
import { sha256 } from '../../../core/sha256.ts'
import { requireSourceBucket, type SourceBucket } from './source-bucket.ts'
import { uploadToolkit } from './upload-toolkit.ts'

const owner = '111111111111'
let ministack: TestMinistack
let s3: S3Client
beforeAll(async () => {
  ministack = await startMinistack({ launcher: false })
  s3 = new S3Client({ ...(await configureAt(ministack)()), forcePathStyle: true })
}, 120_000)
afterAll(() => ministack?.stop())

function sourceOf(bucket: string, endpoint = ministack.endpoint): SourceBucket {
  const { secretAccessKey } = ministack
  const aws = awsAtEndpoint(endpoint, { region: 'eu-west-1', account: owner, secretAccessKey })
  return { bucket, account: aws.at({}), owner }
}

function archiveOf(text: string) {
  const body = Buffer.from(text)
  return { body, sha256: sha256(body) }
}

async function upload(source: SourceBucket, text: string, make = false) {
  const context = testContext()
  await requireSourceBucket(source, make, context)
  return uploadToolkit(source, 'toolkit.zip', archiveOf(text), context)
}

const versionsOf = async ({ account, bucket }: SourceBucket) => {
  const found: string[] = []
  for await (const { key, version } of account.objects.versions(bucket, '')) found.push(`${key} ${version}`)
  return found
}

test('the archive lies under its digest, and only what differs is uploaded', async () => {
  const source = sourceOf('sources')

  const first = await upload(source, 'one', true)
  const again = await upload(source, 'one')
  const other = await upload(source, 'two')

  expect(first).toEqual({
    key: `toolkit/${sha256(Buffer.from('one'))}.zip`,
    version: expect.any(String),
    uploaded: true,
  })
  expect(again).toEqual({ ...first, uploaded: false })
  expect(other).toMatchObject({ uploaded: true })
  expect(await versionsOf(source)).toEqual(
    expect.arrayContaining([`${first.key} ${first.version}`, `${other.key} ${other.version}`]),
  )
  expect(await versionsOf(source)).toHaveLength(2)
})

test('a bucket that is made drops the parts of uploads that nobody finished', async () => {
  await requireSourceBucket(sourceOf('tidy'), true, testContext())
  const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'tidy' }))
  expect(Rules).toMatchObject([
    { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
    { ID: 'previews', Filter: { Prefix: 'previews/' } },
  ])
})

test('what others wrote under the key is not taken for the archive: ours is uploaded over it', async () => {
  const source = sourceOf('exchanged')
  const first = await upload(source, 'one', true)
  const { objects } = source.account
  const { etag } = (await objects.find(source.bucket, first.key))!
  await objects.replace(source.bucket, first.key, Buffer.from('evil'), etag)

  const again = await upload(source, 'one')

  expect(again).toMatchObject({ key: first.key, uploaded: true })
  expect(again.version).not.toBe(first.version)
  expect(Buffer.from((await objects.read(source.bucket, first.key))!.body).toString()).toBe('one')
})

test('a bucket that is missing is named, with how to make it', async () => {
  await expect(upload(sourceOf('nowhere'), 'one')).rejects.toMatchObject({
    reason: 'bucket-missing',
    message: 'there is no bucket nowhere for the sources of the pipeline',
    hint: saying('run the same command again with --make-bucket, or correct pipeline.source.bucket in liftlock.yml'),
  })
})

test('a bucket without versions gets nothing, and is not changed when it has contents', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'plain' }))
  const source = sourceOf('plain')
  await source.account.objects.create('plain', 'theirs', Buffer.from('x'))
  const refusal = { reason: 'bucket-unversioned', message: expect.stringContaining('keeps no versions') }

  await expect(upload(source, 'one')).rejects.toMatchObject(refusal)
  await expect(upload(source, 'one', true)).rejects.toMatchObject(refusal)

  expect(await versionsOf(source)).toEqual(['theirs null'])
})

test('a bucket that an interrupted run left without versions is completed', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'half-made' }))
  expect(await upload(sourceOf('half-made'), 'one', true)).toMatchObject({ uploaded: true })
})

test('a bucket whose versioning is suspended is refused', async () => {
  await upload(sourceOf('suspended'), 'one', true)
  const VersioningConfiguration = { Status: 'Suspended' as const }
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'suspended', VersioningConfiguration }))

  await expect(upload(sourceOf('suspended'), 'two', true)).rejects.toMatchObject({
    reason: 'bucket-unversioned',
    message: expect.stringContaining('has versioning suspended'),
  })
})

test('an archive from the time when the bucket kept no versions gets one', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'later' }))
  const source = sourceOf('later')
  const key = `toolkit/${sha256(Buffer.from('one'))}.zip`
  await source.account.objects.create('later', key, Buffer.from('one'))
  const VersioningConfiguration = { Status: 'Enabled' as const }
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'later', VersioningConfiguration }))

  expect(await upload(source, 'one')).toEqual({ key, version: expect.stringMatching(/^(?!null$)./), uploaded: true })
})

const faults: readonly (readonly [string, Fault])[] = [
  ['a request that breaks off', { kind: 'reset', share: 0.5 }],
  ['an answer that is lost', { kind: 'lost-answer' }],
  ['a 503', { kind: 'answer', status: 503, body: '<Error><Code>SlowDown</Code></Error>' }],
  ['a 500', { kind: 'answer', status: 500, body: '<Error><Code>InternalError</Code></Error>' }],
]

test.each(faults)(
  '%s at every second call leaves one version of the archive',
  async (name, fault) => {
    const bucket = name.replaceAll(' ', '-')
    const direct = sourceOf(bucket)
    await requireSourceBucket(direct, true, testContext())
    const proxy = await startFaultyProxy(ministack.endpoint, ({ number }) => (number % 2 === 0 ? fault : undefined))
    try {
      const uploaded = await upload(sourceOf(bucket, proxy.endpoint), 'one')
      expect(await versionsOf(direct)).toEqual([`${uploaded.key} ${uploaded.version}`])
    } finally {
      await proxy.stop()
    }
  },
  60_000,
)
