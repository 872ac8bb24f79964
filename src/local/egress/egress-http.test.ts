import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { callHttp } from '../../aws/appsync/http.ts'
import { type EgressProxy, type EgressProxyOptions, startEgressProxy } from './proxy.ts'
import { readEgress } from './read-egress.ts'

let folder: string
let log: string
let inside: Server
let port: number
let hits: IncomingMessage[]
let proxy: EgressProxy | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-egress-'))
  log = join(folder, 'egress.jsonl')
  hits = []
  inside = createServer((request, response) => {
    hits.push(request)
    request.resume().on('end', () => response.writeHead(302, { location: 'http://a.example/' }).end('inside'))
  })
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve))
  port = (inside.address() as AddressInfo).port
})

afterEach(async () => {
  await proxy?.close()
  inside.closeAllConnections()
  await new Promise((resolve) => inside.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

async function call(endpoint: string, options: Partial<EgressProxyOptions>): Promise<unknown> {
  await proxy?.close()
  proxy = await startEgressProxy({ log, authority: join(folder, 'authority'), open: true, ...options })
  const none = { roleArn: undefined, table: undefined, functionArn: undefined, busArn: undefined, signing: undefined }
  const source = { name: 'outside', type: 'HTTP', endpoint, ...none } as Parameters<typeof callHttp>[0]
  const request = {
    method: 'POST',
    resourcePath: '/charge',
    params: { headers: { 'x-api-key': 'hidden' }, body: '{}' },
  }
  return callHttp(source, request as Parameters<typeof callHttp>[1], { region: 'eu-west-1' }, proxy.http)
}

test('without --egress a data source gets the answer that functions get, and its request is recorded', async () => {
  const answer = await call(`http://localhost:${port}`, { open: false })

  expect(answer).toMatchObject({ statusCode: 502, body: expect.stringContaining('start it with --egress to allow it') })
  expect(await readEgress(log)).toMatchObject([
    { method: 'POST', url: `http://localhost:${port}/charge`, headers: { 'x-api-key': '***' }, outcome: 'refused' },
  ])
  expect(hits).toEqual([])
})

test.each(['localhost', '127.0.0.1', '0x7f.1', '[::ffff:127.0.0.1]', '169.254.169.254', 'localhost.'])(
  'with --egress a data source reaches nothing at %s',
  async (host) => {
    expect(await call(`http://${host}:${port}`, {})).toMatchObject({ statusCode: 403 })
    expect(await call(`https://${host}:${port}`, {})).toMatchObject({ statusCode: 403 })
    expect(hits).toEqual([])
  },
)

test('what may be reached is reached at the address that was looked at, and redirects are results', async () => {
  let asked = 0
  const resolve = async () => {
    asked += 1
    return asked === 1 ? ['127.0.0.1'] : ['127.0.0.2']
  }

  const answer = await call(`http://twice.example:${port}`, { reach: (address) => address === '127.0.0.1', resolve })

  expect(answer).toMatchObject({ statusCode: 302, body: 'inside' })
  expect(hits.map(({ headers }) => headers.host)).toEqual([`twice.example:${port}`])
  expect(await readEgress(log)).toMatchObject([{ outcome: 'forwarded' }])
})
