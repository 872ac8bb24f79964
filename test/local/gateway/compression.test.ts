import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'
import { signedRequest } from '../../support/signed-request.ts'

let ministack: TestMinistack

beforeAll(async () => {
  ministack = await startMinistack()
})

afterAll(() => ministack?.stop())

const json = { 'content-type': 'application/x-amz-json-1.1', 'content-encoding': 'gzip' }

/** The most memory that the emulator has used, in megabytes. */
async function peak(): Promise<number> {
  const status = await readFile(`/proc/${ministack.pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024
}

/** Small on its way, and so many megabytes when it is inflated. */
const bomb = (megabytes: number) => gzipSync(Buffer.alloc(megabytes * 1024 * 1024))

async function signed(body: Buffer, target: string): Promise<Response> {
  const headers = { ...json, 'x-amz-target': target, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
  const request = await signedRequest({ to: ministack, service: 'dynamodb', headers })
  return fetch(request.url, { method: 'POST', headers: request.headers, body: new Uint8Array(body) })
}

test('a signed body that is compressed is read', async () => {
  const answer = await signed(gzipSync('{"Limit":1}'), 'DynamoDB_20120810.ListTables')

  expect(await answer.json()).toEqual({ TableNames: [] })
})

const onLinux = process.platform === 'linux' ? test : test.skip
onLinux.each(['InitiateAuth', 'SignUp'])('%s without a signature inflates nothing', async (operation) => {
  const headers = { ...json, 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` }
  const before = await peak()
  const answer = await fetch(ministack.endpoint, { method: 'POST', headers, body: new Uint8Array(bomb(200)) })

  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect((await peak()) - before).toBeLessThan(100)
})

onLinux('a signed body is inflated to 100 MB and no further', async () => {
  const before = await peak()
  const answer = await signed(bomb(300), 'DynamoDB_20120810.ListTables')

  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect((await peak()) - before).toBeLessThan(150)
})
