import { Readable } from 'node:stream'
import { ListStacksCommand } from '@aws-sdk/client-cloudformation'
import { ListUserPoolsCommand } from '@aws-sdk/client-cognito-identity-provider'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { ListEventBusesCommand } from '@aws-sdk/client-eventbridge'
import { ListFunctionsCommand } from '@aws-sdk/client-lambda'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type LocalClients, localClients } from '../../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'
import { presignedAddress, signedRequest } from '../../support/signed-request.ts'

let ministack: TestMinistack
let clients: LocalClients
const Bucket = 'signed'

beforeAll(async () => {
  ministack = await startMinistack()
  clients = localClients(ministack, '111111111111')
  await clients.s3.send(new CreateBucketCommand({ Bucket }))
  await clients.s3.send(new PutObjectCommand({ Bucket, Key: 'a b/ü', Body: 'kept' }))
})

afterAll(() => ministack?.stop())

const calls: readonly (readonly [string, (by: LocalClients) => Promise<unknown>, string])[] = [
  ['S3', (by) => by.s3.send(new ListBucketsCommand({})), 'SignatureDoesNotMatch'],
  ['DynamoDB', (by) => by.dynamodb.send(new ListTablesCommand({})), 'InvalidSignatureException'],
  ['CloudFormation', (by) => by.cloudformation.send(new ListStacksCommand({})), 'SignatureDoesNotMatch'],
  ['Lambda', (by) => by.lambda.send(new ListFunctionsCommand({})), 'InvalidSignatureException'],
  ['EventBridge', (by) => by.events.send(new ListEventBusesCommand({})), 'InvalidSignatureException'],
  ['STS', (by) => by.sts.send(new GetCallerIdentityCommand({})), 'SignatureDoesNotMatch'],
  ['SQS', (by) => by.sqs.send(new ListQueuesCommand({})), 'SignatureDoesNotMatch'],
  ['Cognito', (by) => by.cognito.send(new ListUserPoolsCommand({ MaxResults: 1 })), 'InvalidSignatureException'],
]

test.each(calls)('%s answers who signs with the secret of this daemon', async (_, call) => {
  await expect(call(clients)).resolves.toBeDefined()
})

test.each(calls)('%s refuses another secret, in words that the SDK shows', async (_, call, name) => {
  const others = ['test', `${ministack.secretAccessKey}x`, ministack.secretAccessKey.slice(1), 'A'.repeat(40)]
  const stranger = (secretAccessKey: string) => localClients({ ...ministack, secretAccessKey }, '111111111111')
  const refusals = await Promise.all(others.map((secret) => call(stranger(secret)).catch((error: Error) => error)))

  expect(refusals).toEqual(others.map(() => expect.objectContaining({ name })))
  expect(refusals[0]).toMatchObject({ message: expect.stringContaining('signature we calculated does not match') })
})

test('a key that nobody has is refused, whatever it is signed with', async () => {
  const by = (key: string) => localClients(ministack, key)
  const codes = await Promise.all(
    ['AKIA0000000000000000', 'ASIA0000000000000000', 'nobody'].flatMap((key) => [
      by(key)
        .dynamodb.send(new ListTablesCommand({}))
        .catch(({ name }: Error) => name),
      by(key)
        .sts.send(new GetCallerIdentityCommand({}))
        .catch(({ name }: Error) => name),
    ]),
  )

  expect([...new Set(codes)].sort()).toEqual(['InvalidClientTokenId', 'UnrecognizedClientException'])
})

test.each([
  ['GET', '/', {}, ''],
  ['GET', '/signed/a%20b/%C3%BC', {}, ''],
  ['PUT', '/signed/new', {}, 'x'],
  ['PUT', '/another-bucket', {}, ''],
  ['DELETE', '/signed', {}, ''],
  ['GET', '/2015-03-31/functions', {}, ''],
  ['POST', '/2015-03-31/functions/desk/invocations', {}, '{}'],
  ['POST', '/', { 'x-amz-target': 'DynamoDB_20120810.ListTables' }, '{}'],
  ['POST', '/', { 'x-amz-target': 'AWSCognitoIdentityProviderService.ListUserPools' }, '{"MaxResults":1}'],
  ['POST', '/', { 'x-amz-target': 'AWSCognitoIdentityProviderService.AdminCreateUser' }, '{}'],
  ['POST', '/', { 'content-type': 'application/x-www-form-urlencoded' }, 'Action=ListUsers&Version=2010-05-08'],
  ['POST', '/', { 'content-type': 'application/x-www-form-urlencoded' }, 'Action=GetCallerIdentity&Version=2011-06-15'],
  [
    'POST',
    '/',
    { 'content-type': 'application/x-www-form-urlencoded' },
    'Action=AssumeRole&RoleArn=arn:aws:iam::111111111111:role/x&RoleSessionName=s',
  ],
  ['GET', '/?Action=ListUsers&Version=2010-05-08', {}, ''],
  ['GET', '/?Action=CreateQueue&QueueName=x', {}, ''],
  ['POST', '/111111111111/queue', {}, 'Action=SendMessage&MessageBody=x'],
  ['GET', '/v2/email/identities', {}, ''],
  ['POST', '/v2/email/outbound-emails', {}, '{}'],
  ['GET', '/v2/_catalog', {}, ''],
  ['POST', '/Execute', {}, '{}'],
  ['GET', '/iceberg/v1/config', {}, ''],
  ['GET', '/v20180820/mrap/instances', { 'x-amz-account-id': '111111111111' }, ''],
  ['POST', '/v1/apis/abc/graphql', {}, '{}'],
  ['POST', '/WriteGetObjectResponse', { 'x-amz-request-route': 'r' }, ''],
  ['GET', '/unknown/path', {}, ''],
  ['OPTIONS', '/', {}, ''],
  ['OPTIONS', '/signed/new', {}, ''],
  ['PROPFIND', '/', {}, ''],
])('%s %s without a signature is refused (%j)', async (method, path, headers, body) => {
  const answer = await fetch(ministack.endpoint + path, { method, headers, ...(body === '' ? {} : { body }) })

  expect([400, 401, 403, 405]).toContain(answer.status)
  expect(await answer.text()).toMatch(
    /MissingAuthenticationToken|AccessDenied|Missing Authentication Token|UnrecognizedClient/,
  )
})

test.each([
  'POST /_ministack/reset',
  'POST /_ministack/config',
  'GET /_ministack/ses/messages',
  'GET /_ministack/sqs/messages',
  'GET /_ministack/sns/sms-messages',
  'GET /_ministack/lambda-code/111111111111/eu-west-1/desk',
  'POST /_ministack/eks-auth/x',
  'POST /_ministack/rds/iam-auth',
  'GET /_ministack/',
  'GET /_ministack/unknown',
  'GET /_localstack/health',
  'GET /_localstack/init',
])('%s demands the token; a signature is none', async (request) => {
  const [method = '', path = ''] = request.split(' ')
  const send = (headers: Record<string, string>) => fetch(ministack.endpoint + path, { method, headers })
  const signed = await signedRequest({ to: ministack, service: 's3', method, path })
  const refused = [send({}), send({ authorization: 'Bearer guess' }), send({ authorization: 'Bearer ' }), fetch(signed)]

  expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([401, 401, 401, 401])
  if (!/reset/.test(path)) expect((await send({ authorization: `Bearer ${ministack.token}` })).status).not.toBe(401)
})

test.each(['/_ministack/health', '/_ministack/ready'])('%s is for everybody on this machine', async (path) => {
  expect((await fetch(ministack.endpoint + path)).status).toBe(200)
})

test('a request counts for some minutes only', async () => {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000)
  const send = async (minutes: number) =>
    (await fetch(await signedRequest({ to: ministack, service: 's3', method: 'GET', signingDate: at(minutes) }))).text()

  expect(await send(-10)).toContain('ListAllMyBucketsResult')
  expect(await send(-20)).toContain('<Code>RequestTimeTooSkewed</Code>')
  expect(await send(20)).toContain('<Code>RequestTimeTooSkewed</Code>')
})

test('what was signed cannot be changed on the way', async () => {
  const put = { to: ministack, service: 's3', method: 'PUT', path: '/signed/changed', body: 'mine' }
  const target = { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' }
  const list = { to: ministack, service: 'dynamodb', headers: target, body: '{}' }
  const [object, tables] = await Promise.all([signedRequest(put), signedRequest(list)])

  const otherBody = await fetch(object.url, { method: 'PUT', headers: object.headers, body: 'yours' })
  const otherPath = await fetch(`${object.url}2`, { method: 'PUT', headers: object.headers, body: 'mine' })
  const otherMethod = await fetch(object.url, { method: 'DELETE', headers: object.headers })
  const otherTarget = await fetch(tables.url, {
    method: 'POST',
    headers: { ...Object.fromEntries(tables.headers), 'x-amz-target': 'DynamoDB_20120810.DescribeLimits' },
    body: '{}',
  })
  const stated = Object.fromEntries(tables.headers)
  delete stated['x-amz-content-sha256']
  const otherJson = await fetch(tables.url, { method: 'POST', headers: stated, body: '{"Limit":1}' })

  const statuses = [otherBody, otherPath, otherMethod, otherTarget, otherJson].map(({ status }) => status)
  expect(statuses).toEqual([403, 403, 403, 400, 400])
  await expect(clients.s3.send(new HeadObjectCommand({ Bucket, Key: 'changed' }))).rejects.toMatchObject({
    name: 'NotFound',
  })
})

test('a request that is signed twice, or in parts that come twice, is refused', async () => {
  const address = await presignedAddress({ to: ministack, service: 's3', method: 'GET', path: '/signed/a%20b/%C3%BC' })
  const { headers } = await signedRequest({ to: ministack, service: 's3', method: 'GET', path: '/signed' })

  const answers = await Promise.all([
    fetch(address, { headers }),
    fetch(`${address}&X-Amz-Credential=222222222222/20260101/eu-west-1/s3/aws4_request`),
    fetch(address.replace('X-Amz-Signature', 'X-AMZ-Signature')),
  ])

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400])
})

test('a presigned address gives what it names until it expires, and nothing else', async () => {
  const path = '/signed/a%20b/%C3%BC'
  const get = { to: ministack, service: 's3', method: 'GET', path }
  const address = await presignedAddress(get)
  const minutesAgo = new Date(Date.now() - 30 * 60_000)
  const lasting = await presignedAddress({ ...get, signingDate: minutesAgo }, 3600)
  const expired = await presignedAddress({ ...get, signingDate: minutesAgo }, 60)
  const foreign = await presignedAddress({ ...get, to: { ...ministack, secretAccessKey: 'test' } })
  const statusOf = async (url: string, init: RequestInit = {}) => (await fetch(url, init)).status

  expect(await (await fetch(address)).text()).toBe('kept')
  expect(await statusOf(lasting)).toBe(200)
  expect(await statusOf(expired)).toBe(403)
  expect(await statusOf(foreign)).toBe(403)
  expect(await statusOf(address, { method: 'DELETE' })).toBe(403)
  expect(await statusOf(address.replace('/signed/', '/other/'))).toBe(403)
  expect(await statusOf(`${address}&versionId=1`)).toBe(403)
  const target = { 'x-amz-target': 'DynamoDB_20120810.ListTables', 'content-type': 'application/x-amz-json-1.0' }
  expect(await statusOf(address, { headers: target })).toBe(400)
  expect(await statusOf(address, { headers: { 'x-amz-copy-source': '/other/object' } })).toBe(400)
})

test('a presigned address that lacks a part of its signature is none', async () => {
  const whole = new URL(await presignedAddress({ to: ministack, service: 's3', method: 'PUT', path: '/signed/part' }))
  const names = [...whole.searchParams.keys()].filter((name) => name.startsWith('X-Amz-') && !/Content-Sha/i.test(name))
  const put = async (change: (query: URLSearchParams) => void) => {
    const address = new URL(whole)
    change(address.searchParams)
    const headers = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' }
    const bare = await fetch(address, { method: 'PUT', body: 'x' })
    const streamed = await fetch(address, { method: 'PUT', body: 'x', headers })
    return [bare.status, streamed.status]
  }

  const without = await Promise.all(names.map((name) => put((query) => query.delete(name))))
  const empty = await Promise.all(names.map((name) => put((query) => query.set(name, ''))))
  const credential = await put((query) => {
    for (const name of names) if (name !== 'X-Amz-Credential') query.delete(name)
  })

  expect(names.length).toBe(6)
  expect([...without, ...empty, credential].flat().filter((status) => status < 400)).toEqual([])
  await expect(clients.s3.send(new HeadObjectCommand({ Bucket, Key: 'part' }))).rejects.toMatchObject({
    name: 'NotFound',
  })
})

test('a header that steers a service and that nobody signed is refused', async () => {
  const put = await signedRequest({ to: ministack, service: 's3', method: 'PUT', path: '/signed/copied', body: '' })
  const headers = { ...Object.fromEntries(put.headers), 'x-amz-copy-source': '/signed/a%20b/%C3%BC' }
  const answer = await fetch(put.url, { method: 'PUT', headers })

  expect(answer.status).toBe(400)
  await expect(clients.s3.send(new HeadObjectCommand({ Bucket, Key: 'copied' }))).rejects.toMatchObject({
    name: 'NotFound',
  })
})

test.each(['STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'UNSIGNED-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'])(
  'an upload with %s is signed like any other',
  async (hash) => {
    const request = (secretAccessKey: string) =>
      signedRequest({
        to: { ...ministack, secretAccessKey },
        service: 's3',
        method: 'PUT',
        path: '/signed/streamed',
        headers: { 'x-amz-content-sha256': hash },
        body: 'x',
      })

    expect((await fetch(await request('test'))).status).toBe(403)
  },
)

test('a presigned address of another service covers its body', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const address = await presignedAddress({ to: ministack, service: 'iam', path: '/', headers })
  const body = 'Action=CreateUser&UserName=intruder&Version=2010-05-08'

  const answer = await fetch(address, { method: 'POST', headers, body })
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  const pretended = await fetch(address, {
    method: 'POST',
    headers: { ...headers, 'x-amz-content-sha256': empty },
    body,
  })

  expect([answer.status, pretended.status]).toEqual([403, 403])
})

test('a large object is streamed, and arrives whole', async () => {
  const megabyte = Buffer.alloc(1024 * 1024, 'x')
  const Body = Readable.from(Array.from({ length: 8 }, () => megabyte))
  await clients.s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body, ContentLength: 8 * megabyte.length }))

  const { Body: read } = await clients.s3.send(new GetObjectCommand({ Bucket, Key: 'large' }))

  expect((await read!.transformToByteArray()).length).toBe(8 * megabyte.length)
})

test('a MiniStack without corrections stays as it is', async () => {
  const plain = await startMinistack({ launcher: false })
  try {
    const stranger = localClients({ ...plain, secretAccessKey: 'whatever' }, '111111111111')
    const { TableNames } = await stranger.dynamodb.send(new ListTablesCommand({}))
    const answer = await fetch(plain.endpoint, { headers: { origin: 'http://evil.example' } })

    expect(TableNames).toEqual([])
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  } finally {
    await plain.stop()
  }
})
