import { createHash } from 'node:crypto'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type Chunks, chunkedRequest } from '../../support/chunked-request.ts'
import { type LocalClients, localClients } from '../../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'
import { presignedAddress, signedRequest } from '../../support/signed-request.ts'

let ministack: TestMinistack
let clients: LocalClients
let path: string
let number = 0
const Bucket = 'chunked'

beforeAll(async () => {
  ministack = await startMinistack()
  clients = localClients(ministack, '111111111111')
  await clients.s3.send(new CreateBucketCommand({ Bucket }))
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'private' }))
  await clients.s3.send(new PutObjectCommand({ Bucket: 'private', Key: 'salaries', Body: 'secret' }))
})

beforeEach(() => {
  number += 1
  path = `/${Bucket}/object-${number}`
})

afterAll(() => ministack?.stop())

/** What lies there afterwards; undefined for nothing. */
async function stored(): Promise<string | undefined> {
  const Key = path.split('/')[2]
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix: Key }))
  if (Contents.length === 0) return undefined
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket, Key }))
  return Body!.transformToString()
}

const parts = ['first ', 'second']
const checksum = `x-amz-checksum-sha256:${createHash('sha256').update(parts.join('')).digest('base64')}`

test.each<[string, Chunks]>([
  ['signed chunks', { parts }],
  ['an empty body in chunks', { parts: [] }],
  ['signed chunks with a signed trailer', { parts, trailer: checksum }],
])('%s are taken', async (_, chunks) => {
  const answer = await fetch(await chunkedRequest({ to: ministack, path }, chunks))

  expect([answer.status, await stored()]).toEqual([200, chunks.parts.join('')])
})

test.each<[string, Chunks]>([
  ['a changed chunk', { parts, change: (body) => body.replace('second', 'forged') }],
  ['a chunk without a signature', { parts, change: (body) => body.replace(/;chunk-signature=\w+/, '') }],
  ['chunks in another order', { parts: ['one', 'two'], change: (body) => swapped(body) }],
  ['chunks without the last one', { parts, change: (body) => body.replace(/0;chunk-signature=\w+\r\n\r\n$/, '') }],
  [
    'a trailer behind chunks that announce none',
    { parts, change: (body) => body.replace(/\r\n$/, `${checksum}\r\n\r\n`) },
  ],
  [
    'a trailer without its signature',
    { parts, trailer: checksum, change: (body) => body.replace(/x-amz-trailer-.*\r\n/, '') },
  ],
  [
    'a trailer with another signature',
    { parts, trailer: checksum, change: (body) => body.replace(/(trailer-signature:)\w{8}/, '$100000000') },
  ],
  [
    'a second trailer',
    {
      parts,
      trailer: checksum,
      change: (body) => body.replace('x-amz-trailer-', 'x-amz-acl:public-read\r\nx-amz-trailer-'),
    },
  ],
  ['a trailer with a wrong checksum', { parts: ['other'], trailer: checksum }],
])('%s is refused, and nothing is written', async (_, chunks) => {
  const answer = await fetch(await chunkedRequest({ to: ministack, path }, chunks))

  expect([400, 403]).toContain(answer.status)
  expect(await stored()).toBeUndefined()
})

function swapped(body: string): string {
  const [first = '', second = '', ...rest] = body.match(/\w+;chunk-signature=\w+\r\n(?:\w+\r\n)?/g)!
  return [second, first, ...rest, '\r\n'].join('')
}

const unsigned = (trailer: string) => `6\r\nfirst \r\n6\r\nsecond\r\n0\r\n${trailer}\r\n\r\n`
const streamed = {
  'content-encoding': 'aws-chunked',
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '12',
  'x-amz-trailer': 'x-amz-checksum-sha256',
}

test.each([
  ['its checksum', checksum, 200, 'first second'],
  ['another checksum', `x-amz-checksum-sha256:${'A'.repeat(43)}=`, 400, undefined],
  ['its checksum, and a header', `${checksum}\r\nx-amz-acl:public-read`, 400, undefined],
])('chunks without signatures, with %s behind them', async (_, trailer, status, content) => {
  const request = { to: ministack, service: 's3', method: 'PUT', path }
  const { headers } = await signedRequest({ ...request, headers: streamed })
  const answer = await fetch(ministack.endpoint + path, { method: 'PUT', headers, body: unsigned(trailer) })

  expect([answer.status, await stored()]).toEqual([status, content])
})

test('who has a presigned address for an upload reads no other object through a trailer', async () => {
  const address = await presignedAddress({ to: ministack, service: 's3', method: 'PUT', path })
  const body = '1\r\nx\r\n0\r\nx-amz-copy-source:/private/salaries\r\n\r\n'
  const answer = await fetch(address, { method: 'PUT', headers: { 'content-encoding': 'aws-chunked' }, body })

  expect([answer.status, await stored()]).toEqual([400, undefined])
})
