import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type InsideServer, startInsideServer } from '../../../test/support/inside-server.ts'
import { callHttp } from '../../aws/appsync/http.ts'
import { type EgressProxy, type EgressProxyOptions, startEgressProxy } from './proxy.ts'
import { readEgress } from './read-egress.ts'

let folder: string
let log: string
let inside: InsideServer
let proxy: EgressProxy | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-egress-'))
  log = join(folder, 'egress.jsonl')
  inside = await startInsideServer(302, { location: 'http://a.example/' })
})

afterEach(async () => {
  await proxy?.close()
  await inside.close()
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
  const answer = await call(`http://localhost:${inside.port}`, { open: false })

  expect(answer).toMatchObject({ statusCode: 403, body: expect.stringContaining('start it with --egress to allow it') })
  expect(await readEgress(log)).toMatchObject([
    {
      method: 'POST',
      url: `http://localhost:${inside.port}/charge`,
      headers: { 'x-api-key': '***' },
      outcome: 'refused',
    },
  ])
  expect(inside.hits).toEqual([])
})

test.each(['localhost', '127.0.0.1', '0x7f.1', '[::ffff:127.0.0.1]', '169.254.169.254', 'localhost.'])(
  'with --egress a data source reaches nothing at %s',
  async (host) => {
    expect(await call(`http://${host}:${inside.port}`, {})).toMatchObject({ statusCode: 403 })
    expect(await call(`https://${host}:${inside.port}`, {})).toMatchObject({ statusCode: 403 })
    expect(inside.hits).toEqual([])
  },
)

test('what may be reached is reached at the address that was looked at, and redirects are results', async () => {
  let asked = 0
  const resolve = async () => {
    asked += 1
    return asked === 1 ? ['127.0.0.1'] : ['127.0.0.2']
  }

  const answer = await call(`http://twice.example:${inside.port}`, {
    reach: (address) => address === '127.0.0.1',
    resolve,
  })

  expect(answer).toMatchObject({ statusCode: 302, body: 'inside' })
  expect(inside.hits.map(({ headers }) => headers.host)).toEqual([`twice.example:${inside.port}`])
  expect(await readEgress(log)).toMatchObject([{ outcome: 'forwarded' }])
})
