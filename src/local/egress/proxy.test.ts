import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { testPython } from '../../../test/support/ministack.ts'
import { proxyEnvironment } from '../daemon/emulator-environment.ts'
import { type EgressProxy, type EgressProxyOptions, startEgressProxy } from './proxy.ts'
import { readEgress } from './read-egress.ts'

const run = promisify(execFile)
let folder: string
let proxy: EgressProxy | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-egress-'))
})

afterEach(async () => {
  await proxy?.close()
  await rm(folder, { recursive: true, force: true })
})

async function start(open: boolean, more: Partial<EgressProxyOptions> = {}): Promise<string> {
  const log = join(folder, 'egress.jsonl')
  proxy = await startEgressProxy({ log, authority: join(folder, 'authority'), open, ...more })
  return log
}

const sendTwice = `
import json, sys, urllib.error, urllib.request
for url in sys.argv[1:]:
    request = urllib.request.Request(url, b'{"plate": "AB-12"}', {"X-Api-Key": "hidden", "Content-Type": "application/json"})
    try:
        print(urllib.request.urlopen(request, timeout=5).status)
    except urllib.error.HTTPError as error:
        print(error.code, json.load(error)["message"])
`

async function sendFromPython(...urls: readonly string[]): Promise<readonly string[]> {
  const env = proxyEnvironment(proxy!.url, proxy!.authorityFile)
  const { stdout } = await run(await testPython(), ['-c', sendTwice, ...urls], { env })
  return stdout.trim().split('\n')
}

test('what a function sends by HTTP and by HTTPS is refused at once, and recorded without its secrets', async () => {
  const log = await start(false)

  const answers = await sendFromPython('http://billing.example/charge', 'https://billing.example/charge?token=hidden')

  const refusal = '403 the local AWS lets no function reach billing.example; start it with --egress to allow it'
  const sent = {
    method: 'POST',
    body: '{"plate": "AB-12"}',
    outcome: 'refused',
    headers: expect.objectContaining({ 'x-api-key': '***' }),
  }
  expect(answers).toEqual([refusal, refusal])
  expect(await readEgress(log)).toMatchObject([
    { ...sent, url: 'http://billing.example/charge' },
    { ...sent, url: 'https://billing.example/charge?token=***' },
  ])
})

const callService = `
import sys, boto3
from botocore.config import Config
from botocore.exceptions import ClientError
for endpoint in sys.argv[1:]:
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    client = boto3.client("sqs", "eu-west-1", endpoint_url=endpoint, config=Config(retries={"max_attempts": 0}), **keys)
    try:
        client.list_queues()
    except ClientError as error:
        print(error.response["ResponseMetadata"]["HTTPStatusCode"])
`

test('clients of AWS in Python send the credentials of the proxy as well, by HTTP and by HTTPS', async () => {
  const log = await start(false)
  const env = proxyEnvironment(proxy!.url, proxy!.authorityFile)

  const { stdout } = await run(await testPython(), ['-c', callService, 'http://sqs.example', 'https://sqs.example'], {
    env,
  })

  expect(stdout).toBe('403\n403\n')
  expect(await readEgress(log)).toMatchObject([{ url: 'http://sqs.example/' }, { url: 'https://sqs.example/' }])
}, 30_000)

test('the authority is made once, and certificates by address are trusted too', async () => {
  await start(false)
  const first = await sendFromPython('https://127.0.0.2:8443/a')
  await proxy!.close()
  await start(false)

  const second = await sendFromPython('https://127.0.0.2:8443/a', 'https://billing.example/')

  expect(first[0]).toContain('403 the local AWS lets no function reach 127.0.0.2:8443')
  expect(second).toHaveLength(2)
})

test('an open proxy lets requests through, and records them', async () => {
  const log = await start(true, { reach: () => true })
  const server = createServer((_, response) => response.writeHead(201).end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/charge`
  const env = { ...proxyEnvironment(proxy!.url, proxy!.authorityFile), NO_PROXY: '', no_proxy: '' }

  const { stdout } = await run(await testPython(), ['-c', sendTwice, address], { env })
  await new Promise((resolve) => server.close(resolve))

  expect(stdout.trim()).toBe('201')
  expect(await readEgress(log)).toMatchObject([{ url: address, outcome: 'forwarded', body: '{"plate": "AB-12"}' }])
})
