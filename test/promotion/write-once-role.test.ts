import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { s3Objects } from '../../src/aws/s3/objects.ts'
import type { ByteSource, Objects } from '../../src/core/ports/objects.ts'
import { actionRole } from '../support/action-role.ts'
import { deployStack, localClients } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { makeBucket } from '../support/test-buckets.ts'

/* Permissions are enforced: who may write a release may not replace one, also with another program than ours. */
const account = '111111111111'
const Bucket = 'shop-staging'
const roles = ['package/policy.json', 'promote/policy.json'] as const
let ministack: TestMinistack

beforeAll(async () => {
  ministack = await startMinistack({ iam: true })
  await makeBucket(ministack, Bucket, account)
  const root = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'sts:AssumeRole' }
  const words = { BUCKET: Bucket, SOURCE_BUCKET: Bucket, APPLICATION: 'shop', ENVIRONMENT: 'staging', ACCOUNT: account }
  const resources = roles.map((path) => {
    const { Type, Properties } = actionRole({ name: nameOf(path), policies: [path], words })
    return [nameOf(path), { Type, Properties: { ...Properties, AssumeRolePolicyDocument: { Statement: [root] } } }]
  })
  const made = await deployStack(localClients(ministack, account), 'roles', {
    Resources: Object.fromEntries(resources),
  })
  expect([made.status, made.reason]).toEqual(['CREATE_COMPLETE', undefined])
}, 60_000)
afterAll(() => ministack?.stop())

const nameOf = (path: string) => path.split('/')[0]!

async function withRole(path: string): Promise<{ s3: S3Client; objects: Objects }> {
  const { sts } = localClients(ministack, account)
  const RoleArn = `arn:aws:iam::${account}:role/${nameOf(path)}`
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }))
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!
  const session = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! }
  const configuration = { region: 'eu-west-1', endpoint: ministack.endpoint, credentials: async () => session }
  return {
    s3: new S3Client({ ...configuration, forcePathStyle: true }),
    objects: s3Objects(async () => configuration),
  }
}

const keys = (name: string) => [`blobs/${name}`, `releases/${name}`, `versions/shop/${name}`]

test.each(roles)('%s lets us write each part of a release once', async (path) => {
  const { objects } = await withRole(path)
  for (const key of keys(nameOf(path))) {
    expect(await objects.create(Bucket, key, Buffer.from('first'))).toBe('created')
    expect(await objects.create(Bucket, key, Buffer.from('second'))).toBe('exists')
  }
})

test.each(roles)('%s lets nobody write without the condition, neither a new object nor over another', async (path) => {
  const { s3, objects } = await withRole(path)
  await objects.create(Bucket, `blobs/there-${nameOf(path)}`, Buffer.from('first'))
  for (const Key of [...keys('new'), `blobs/there-${nameOf(path)}`])
    await expect(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'forged' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    })
})

test.each(roles)('%s lets an upload in parts be completed under the condition only', async (path) => {
  const { s3, objects } = await withRole(path)
  const Key = `blobs/large-${nameOf(path)}`
  const upload = async () => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
    const part = { Bucket, Key, UploadId, PartNumber: 1 }
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: 'forged' }))
    return { Bucket, Key, UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } }
  }
  const complete = new CompleteMultipartUploadCommand(await upload())
  await expect(s3.send(complete)).rejects.toMatchObject({ name: 'AccessDenied' })
  expect(await objects.create(Bucket, Key, zeroes(17 * 1024 * 1024))).toBe('created')
  expect(await objects.create(Bucket, Key, zeroes(18 * 1024 * 1024))).toBe('exists')
})

function zeroes(bytes: number): ByteSource {
  return {
    bytes,
    async *read(start, end) {
      yield new Uint8Array(end - start)
    },
  }
}
