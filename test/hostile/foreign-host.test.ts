import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { gateDefinition } from '../../src/core/gate/gate-definition.ts'
import { runGate } from '../../src/delivery/gate/run-gate.ts'
import { nodeClock } from '../../src/system/node-clock.ts'
import { nodeHttp } from '../../src/system/node-http.ts'
import { inMemoryEnvironment } from '../support/in-memory-gate-services.ts'
import { shopGate } from '../support/shop-gate.ts'

/** A server, and the requests that it got. */
interface Recorder {
  readonly port: number
  readonly got: string[]
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const servers: Server[] = []
let own: Recorder
let foreign: Recorder
let answer: Answer

beforeEach(async () => {
  answer = (_, response) => response.end('{"data":{"ok":true}}')
  own = await record((request, response) => answer(request, response))
  foreign = await record((_, response) => response.end('{"data":{"ok":true}}'))
})
afterEach(async () => {
  for (const server of servers) server.closeAllConnections()
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))))
})

async function record(listener: Answer): Promise<Recorder> {
  const got: string[] = []
  const server = createServer((request, response) => {
    got.push(`${request.method} ${request.url}`)
    listener(request, response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { got, port: (server.address() as AddressInfo).port }
}

const place = { file: 'gate.json' }
const secret = 'da2-thesecretkey0000000000'

/** Runs one activity against the endpoint, with its own members. @returns what failed, if it did */
async function attempt(activity: Readonly<Record<string, unknown>>, outputs: Readonly<Record<string, string>> = {}) {
  const ofAll = { place, description: '', identity: 'api-key', expects: [], extracts: [] }
  const ofHttp = activity.kind === undefined ? { kind: 'http', method: 'POST', headers: {}, status: 200 } : {}
  const gate = {
    ...shopGate('Url', { name: 'A', place, activities: [{ ...ofAll, ...ofHttp, ...activity }] }),
    outputs: { endpoint: 'Url', apiKey: 'Key' },
  }
  const report = await runGate(
    {
      definition: gateDefinition.parse(gate),
      environment: 'staging',
      stack: {
        name: 'shop',
        id: 'shop',
        outputs: { Url: `http://127.0.0.1:${own.port}/prod`, Key: secret, ...outputs },
        parameters: {},
        tables: new Map(),
        admitted: new Set(),
        hosts: { local: true, region: 'eu-west-1', resources: [], domains: new Set() },
      },
      cleaning: 'forbidden',
      lanes: 1,
      traceTimeoutSeconds: 1,
      queryTimeoutSeconds: 0.2,
      settleSeconds: 0,
    },
    {
      services: inMemoryEnvironment().services,
      http: nodeHttp,
      clock: nodeClock,
      report: () => {},
      signal: new AbortController().signal,
    },
  )
  return report.scenarios[0]!.activities[0]!.failure
}

test.each([
  ['another address', () => `http://127.0.0.1:${foreign.port}/x`],
  ['an address without its scheme', () => `//127.0.0.1:${foreign.port}/x`],
  ['backslashes', () => `\\\\127.0.0.1:${foreign.port}\\x`],
  ['a slash and a backslash', () => `/\\127.0.0.1:${foreign.port}/x`],
  ['a scheme with one slash', () => `http:/127.0.0.1:${foreign.port}/x`],
  ['the endpoint as a user', () => `http://127.0.0.1:${own.port}@127.0.0.1:${foreign.port}/x`],
  ['the endpoint of another port', () => `http://127.0.0.1:${own.port}${foreign.port}/x`],
  ['a part that leads up', () => '../admin'],
  ['an encoded part that leads up', () => '%2e%2e/admin'],
  ['a line end', () => `x HTTP/1.1\r\nHost: 127.0.0.1:${foreign.port}`],
])('a scenario whose address has %s fails, and nobody is called', async (_, url) => {
  expect(await attempt({ url: url() })).toMatchObject({
    text: 'the address of a call is not below the endpoint of the environment',
    place,
  })
  expect([own.got, foreign.got]).toEqual([[], []])
})

test('signs that would make a host or a user of an address go to the endpoint as a path', async () => {
  for (const url of [`@127.0.0.1:${foreign.port}/x`, `:${foreign.port}/x`, `.evil.example/x`]) await attempt({ url })
  expect(own.got).toEqual([
    `POST /prod/@127.0.0.1:${foreign.port}/x`,
    `POST /prod/:${foreign.port}/x`,
    'POST /prod/.evil.example/x',
  ])
  expect(foreign.got).toEqual([])
})

test('an address that a variable brings is looked at as one that was written', async () => {
  expect(await attempt({ url: '#url#/greetings' })).toBeUndefined()
  expect(own.got).toEqual(['POST /prod/greetings'])
  expect(await attempt({ url: '#scenario_name#/../../admin' })).toMatchObject({
    got: '"A/../../admin", which has a part that leads up',
  })
})

test.each([
  ['x-api-key', 'mine', 'identifies the caller'],
  ['X-API-Key', 'mine', 'identifies the caller'],
  ['Host', 'evil.example', 'belongs to the connection'],
  ['content-length', '0', 'belongs to the connection'],
  ['Transfer-Encoding', 'chunked', 'belongs to the connection'],
  ['x\r\nx-evil', '1', 'is no name of a header'],
  ['x evil', '1', 'is no name of a header'],
  ['x', 'a\r\nx-evil: 1', 'has a value that is not allowed in a header'],
  ['x', 'a\u2028b', 'has a value that is not allowed in a header'],
])('a header %j: %j of a scenario fails it: it %s', async (name, value, why) => {
  expect((await attempt({ url: 'x', headers: { [name]: value } }))?.text).toContain(why)
  expect(own.got).toEqual([])
})

test.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed, and says where it leads', async (status) => {
  const location = `http://127.0.0.1:${foreign.port}/stolen`
  answer = (_, response) => response.writeHead(status, { location }).end()
  const got = `HTTP ${status} to "${location}"; redirects are not followed`
  expect(await attempt({ url: 'x' })).toMatchObject({ text: 'another status', got })
  const query = { kind: 'query', path: 'ok', document: '{ok}', variables: {}, arguments: [], paged: false }
  expect(await attempt(query)).toMatchObject({ text: `refused: ${got}` })
  expect(foreign.got).toEqual([])
})

test.each([
  ['another host', 'https://evil.example/graphql', 'does not belong to the stack'],
  ['another host without TLS', 'http://evil.example/graphql', 'does not use https'],
  ['a user', 'http://a@127.0.0.1/', 'a user name or password'],
])('an output that names %s ends the gate before anything is called', async (_, url, why) => {
  await expect(attempt({ url: 'x' }, { Url: url })).rejects.toMatchObject({
    reason: 'gate-invalid',
    message: expect.stringContaining(why),
  })
  expect(own.got).toEqual([])
})

test('an output that is not an API key ends the gate', async () => {
  await expect(attempt({ url: 'x' }, { Key: 'a\r\nx: 1' })).rejects.toMatchObject({ reason: 'gate-invalid' })
})

test('an answer without an end is taken up to 10 MiB', async () => {
  let sent = 0
  answer = (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 'a'))) sent += 65_536
    }
    response.on('drain', more)
    more()
  }
  expect(await attempt({ url: 'x' })).toMatchObject({ text: expect.stringContaining('more than 10485760 bytes') })
  expect(sent).toBeLessThan(32 * 1_048_576)
})

test('a compressed answer is not unfolded', async () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1_048_576))
  answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  const wanted = { path: 'a', type: 'String', value: 'b', place }
  expect(await attempt({ url: 'x', expects: [wanted] })).toMatchObject({ expected: 'a = b', got: 'nothing' })
})

test('an answer that is nested without an end is no JSON to the gate', async () => {
  answer = (_, response) => response.end(`{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`)
  const wanted = { path: 'a', type: 'String', value: 'b', place }
  expect(await attempt({ url: 'x', expects: [wanted] })).toMatchObject({ expected: 'a = b', got: 'nothing' })
})
