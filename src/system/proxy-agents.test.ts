import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import {
  type RecordingProxy,
  type RecordingProxyOptions,
  startRecordingProxy,
} from '../../test/support/recording-proxy.ts'
import { openAuthority } from '../local/egress/authority.ts'
import { networkOf } from './network.ts'

let secure: Server
let plain: Server
let proxy: RecordingProxy | undefined
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-proxy-'))
  const authority = await openAuthority(join(folder, 'authority'))
  secure = createServer(
    { SNICallback: (name, done) => done(null, authority.contextFor(name)) },
    (request, response) => {
      response.end(`secure ${request.headers.host} ${request.headers['proxy-authorization'] ?? ''}`)
    },
  )
  plain = createHttpServer((request, response) => {
    response.end(`plain ${request.headers.host} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`)
  })
  await Promise.all([secure, plain].map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))))
})

afterAll(() => {
  for (const server of [secure, plain]) {
    server.close()
    server.closeAllConnections()
  }
  rmSync(folder, { recursive: true, force: true })
})

afterEach(async () => {
  await proxy?.close()
  proxy = undefined
})

const portOf = (server: Server) => (server.address() as AddressInfo).port

/** A proxy that alone knows where `secure.test` and `plain.test` are. */
async function behind(options: RecordingProxyOptions = {}): Promise<RecordingProxy> {
  const known: Record<string, number> = { 'plain.test:80': portOf(plain), 'secure.test:443': portOf(secure) }
  proxy = await startRecordingProxy({ portOf: (target) => known[target] ?? 1, ...options })
  return proxy
}

const get = (environment: NodeJS.ProcessEnv, url: string) => networkOf(environment).http.request({ method: 'GET', url })

test('a name that only the proxy can resolve is reached through it, as a whole address and without the credentials', async () => {
  const { port, requests } = await behind({ credentials: 'ann:p@ss' })
  const answer = await get({ HTTP_PROXY: `http://ann:p%40ss@127.0.0.1:${port}` }, 'http://plain.test/a?b=1')
  expect(answer.body.trim()).toBe('plain plain.test /a?b=1')
  expect(requests).toMatchObject([{ method: 'GET', target: 'plain.test:80' }])
})

test('a connection through the proxy is used again', async () => {
  const { url, requests } = await behind()
  const { http } = networkOf({ HTTP_PROXY: url })
  for (const path of ['1', '2', '3'])
    expect((await http.request({ method: 'GET', url: `http://plain.test/${path}` })).body).toContain(`/${path}`)
  expect(requests).toHaveLength(3)
})

test('TLS to the target is checked through the tunnel: a certificate that nobody vouches for is refused', async () => {
  const { url, requests } = await behind()
  await expect(get({ HTTPS_PROXY: url }, 'https://secure.test/')).rejects.toMatchObject({
    reason: 'endpoint-unreachable',
    message: expect.stringMatching(/^https:\/\/secure\.test cannot be reached: (SELF_SIGNED|UNABLE_TO|DEPTH)/),
  })
  expect(requests).toEqual([{ method: 'CONNECT', target: 'secure.test:443', authorization: undefined }])
})

test('a host in NO_PROXY, and this machine, are reached directly', async () => {
  const { url, requests } = await behind()
  const here = `http://127.0.0.1:${portOf(plain)}/`
  expect((await get({ HTTP_PROXY: url }, here)).status).toBe(200)
  await expect(get({ HTTP_PROXY: url, NO_PROXY: 'plain.test' }, 'http://plain.test/')).rejects.toMatchObject({
    reason: 'endpoint-unreachable',
  })
  expect(requests).toEqual([])
})

test.each([
  [407, 'proxy-refused', 'refuses the way to secure.test:443 (HTTP 407)', 'http://user:password@host:port'],
  [403, 'proxy-refused', 'refuses the way to secure.test:443 (HTTP 403)', 'let the proxy allow secure.test:443'],
  [502, 'endpoint-unreachable', 'cannot reach secure.test:443 (HTTP 502)', 'NO_PROXY'],
] as const)(
  'an answer %i to CONNECT is explained as %s, without credentials',
  async (refusal, reason, message, hint) => {
    const { port } = await behind({ refusal })
    const environment = { HTTPS_PROXY: `http://ann:hidden@127.0.0.1:${port}` }
    const error = await get(environment, 'https://secure.test/').catch((reason_) => reason_)
    expect(error).toMatchObject({ reason, hint: expect.stringContaining(hint) })
    expect(error.message).toBe(`proxy http://127.0.0.1:${port} ${message}`)
  },
)

test('a plain request that lacks credentials names them as the next step', async () => {
  const { url } = await behind({ credentials: 'ann:p' })
  await expect(get({ HTTP_PROXY: url }, 'http://plain.test/')).rejects.toMatchObject({
    reason: 'proxy-refused',
    hint: expect.stringContaining('http://user:password@host:port'),
  })
})

test('a proxy that is not there is named, without its credentials', async () => {
  const { port } = await behind()
  await proxy!.close()
  const environment = { ALL_PROXY: `http://ann:hidden@127.0.0.1:${port}` }
  for (const url of ['https://secure.test/', 'http://plain.test/']) {
    const error = await get(environment, url).catch((reason) => reason)
    expect(error).toMatchObject({ reason: 'endpoint-unreachable', code: 'ECONNREFUSED' })
    expect(error.message).toBe(`proxy http://127.0.0.1:${port} cannot be reached: ECONNREFUSED`)
  }
})

test('a proxy that never answers is given up, and named', async () => {
  const { url } = await behind({ silent: true })
  await expect(get({ HTTPS_PROXY: url }, 'https://secure.test/')).rejects.toMatchObject({
    reason: 'endpoint-unreachable',
    message: `proxy ${url} cannot be reached: no answer within 4.5 s`,
  })
})

test('a proxy that is given takes the place of those of the environment, for child processes too', async () => {
  const { url, requests } = await behind()
  const network = networkOf({ http_proxy: 'http://127.0.0.1:1', NO_PROXY: 'other.test' }, url)
  expect((await network.http.request({ method: 'GET', url: 'http://plain.test/' })).status).toBe(200)
  expect(requests).toHaveLength(1)
  expect(network.environment).toMatchObject({ HTTPS_PROXY: url, http_proxy: url, NO_PROXY: 'other.test' })
})
