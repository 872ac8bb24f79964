import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { WebSocket } from 'ws'
import { type AppSyncServer, startAppSync } from '../../../src/local/appsync/server.ts'
import { freePort } from '../../../src/local/daemon/free-port.ts'
import { sendRaw, statusOf } from '../../support/raw-http.ts'

const page = 'http://localhost:5173'
const token = 'token-of-the-daemon'
const body = '{"query":"{ word }"}'
const log: string[] = []
let adapter: AppSyncServer

beforeAll(async () => {
  // Without an emulator: what is let in gets 503, so these tests see who is let in and nothing else.
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const more = { token, origins: [page], log: (line: string) => log.push(line) }
  adapter = await startAppSync({
    endpoint,
    secretAccessKey: 'any',
    iam: false,
    accounts: [],
    region: 'eu-west-1',
    ...more,
  })
})

afterAll(() => adapter.close())

function post(...headers: readonly string[]): Promise<string> {
  const rest = ['content-type: application/json', `content-length: ${body.length}`, 'connection: close']
  return sendRaw(adapter.port, ['POST /abc/graphql HTTP/1.1', ...headers, ...rest], body)
}

test.each([
  ['curl', ['host: 127.0.0.1:4611']],
  ['a client by name', ['host: localhost']],
  ['a browser of the user', ['host: localhost:1', 'sec-fetch-site: none']],
  ['a page of the configured origin', ['host: 127.0.0.1:1', `origin: ${page}`, 'sec-fetch-site: cross-site']],
])('%s reaches the API', async (_, headers) => {
  const answer = await post(...headers)

  expect(statusOf(answer)).toBe(503)
  expect(answer).toContain('does not answer')
})

test.each([
  ['DNS rebinding', ['host: evil.example:4611'], 'the host evil.example:4611 is not a name of loopback'],
  ['two hosts', ['host: localhost', 'host: evil.example'], 'several hosts (localhost, evil.example)'],
  ['a foreign page', ['host: localhost', 'origin: http://evil.example'], 'the origin http://evil.example is not'],
  ['a page without an origin', ['host: localhost', 'origin: null'], 'the origin null is not configured'],
  ['two origins', ['host: localhost', `origin: ${page}`, 'origin: null'], 'several origins'],
  [
    'a form or an image',
    ['host: localhost', 'sec-fetch-site: cross-site'],
    'a web page of another site asks (Sec-Fetch-Site: cross-site)',
  ],
])('%s is refused with 403, in words', async (_, headers, message) => {
  const answer = await post(...headers)

  expect(statusOf(answer)).toBe(403)
  expect(answer).toContain(`The local AWS refuses this: ${message}`)
  expect(answer).toMatch(/\nNext: .*(liftlock local up --origin http:\/\/localhost:5173|liftlock local status)/)
  expect(answer).not.toMatch(/access-control/i)
})

test.each([
  ['an absolute target', ['POST http://127.0.0.1/abc/graphql HTTP/1.1', 'host: 127.0.0.1'], 403],
  ['CONNECT', ['CONNECT evil.example:443 HTTP/1.1', 'host: 127.0.0.1'], 403],
  ['no host at all', ['POST /abc/graphql HTTP/1.0'], 403],
  ['no host in HTTP/1.1', ['POST /abc/graphql HTTP/1.1'], 400],
])('%s is refused', async (_, lines, status) => {
  expect(statusOf(await sendRaw(adapter.port, [...lines, 'connection: close']))).toBe(status)
})

test('a request of more than 1 MiB is told so', async () => {
  const answer = await fetch(`${adapter.url}/abc/graphql`, { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) })

  expect(answer.status).toBe(413)
  expect(await answer.text()).toContain('1048576 bytes at most')
})

function preflight(origin: string, path = '/abc/graphql'): Promise<string> {
  const asked = ['access-control-request-method: POST', 'access-control-request-headers: authorization,x-api-key']
  const lines = [`OPTIONS ${path} HTTP/1.1`, 'host: 127.0.0.1', `origin: ${origin}`, ...asked, 'connection: close']
  return sendRaw(adapter.port, lines)
}

test('a preflight of the configured origin is answered for this origin alone', async () => {
  const answer = await preflight(page)

  expect(statusOf(answer)).toBe(204)
  expect(answer).toMatch(/access-control-allow-origin: http:\/\/localhost:5173\r\n/)
  expect(answer).toMatch(/access-control-allow-headers: authorization,x-api-key\r\n/)
  expect(answer).toMatch(/vary: Origin\r\n/)
  expect(answer).not.toMatch(/\*|allow-credentials/)
})

test.each([
  ['null', '/abc/graphql'],
  ['http://evil.example', '/abc/graphql'],
  [page, '/_liftlock/origins'],
  [page, '/'],
])('a preflight of %s for %s is refused', async (origin, path) => {
  const answer = await preflight(origin, path)

  expect(statusOf(answer)).toBe(403)
  expect(answer).not.toMatch(/access-control/i)
})

test('answers say that they differ by origin, also to clients that send none', async () => {
  expect(await post('host: localhost')).toMatch(/vary: Origin\r\n/)
  expect(await post('host: localhost', 'origin: null')).toMatch(/vary: Origin\r\n/)
})

function upgrade(headers: Readonly<Record<string, string>>, path = '/abc/graphql/realtime'): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${adapter.port}${path}`, ['graphql-ws'], { headers })
  return new Promise((resolve) => {
    socket.once('open', () => resolve('open'))
    socket.once('error', (error) => resolve(error.message))
  }).finally(() => socket.terminate()) as Promise<string>
}

test.each([
  ['a client of this machine', {}, 'open'],
  ['a page of the configured origin', { origin: page }, 'open'],
  ['a foreign page', { origin: 'http://evil.example' }, 'Unexpected server response: 403'],
  ['a page without an origin', { origin: 'null' }, 'Unexpected server response: 403'],
  ['a rebound name', { host: 'evil.example' }, 'Unexpected server response: 403'],
])('a websocket of %s: %s %s', async (_, headers, outcome) => {
  expect(await upgrade(headers)).toBe(outcome)
})

test('a websocket opens at APIs only', async () => {
  expect(await upgrade({}, '/_liftlock/origins')).toBe('Unexpected server response: 404')
})

test('a websocket of two origins is refused', async () => {
  const key = ['upgrade: websocket', 'connection: upgrade', 'sec-websocket-version: 13', 'sec-websocket-key: AAAA']
  const lines = ['GET /abc/graphql/realtime HTTP/1.1', 'host: localhost', `origin: ${page}`, 'origin: null', ...key]

  expect(statusOf(await sendRaw(adapter.port, lines))).toBe(403)
})

async function call(method: string, path: string, given?: string, sent?: string) {
  const headers = given === undefined ? {} : { authorization: given }
  const answer = await fetch(`${adapter.url}${path}`, {
    method,
    headers,
    ...(sent === undefined ? {} : { body: sent }),
  })
  return { status: answer.status, text: await answer.text() }
}

test.each([
  ['GET', '/'],
  ['GET', '/_liftlock/health'],
  ['PUT', '/_liftlock/origins'],
  ['POST', '/abc/graphql/realtime'],
  ['POST', '/abc'],
])('%s %s is refused without the token of the daemon', async (method, path) => {
  expect(await call(method, path)).toMatchObject({ status: 401 })
  expect(await call(method, path, 'Bearer wrong')).toMatchObject({ status: 401 })
  expect(await call(method, path, 'Bearer ')).toMatchObject({ status: 401 })
})

test('with the token it says that it is there, and nothing else', async () => {
  expect(await call('GET', '/_liftlock/health', `Bearer ${token}`)).toEqual({ status: 200, text: '{"status":"ok"}' })
  expect(await call('GET', '/', `Bearer ${token}`)).toMatchObject({ status: 404 })
})

test('without a token of its own, no token opens it', async () => {
  const endpoint = `http://127.0.0.1:${await freePort()}`
  const closed = await startAppSync({ endpoint, secretAccessKey: 'any', iam: false, accounts: [], region: 'eu-west-1' })
  const answer = await fetch(`${closed.url}/_liftlock/health`, { headers: { authorization: 'Bearer undefined' } })
  await closed.close()

  expect(answer.status).toBe(401)
})

test.each([
  ['{"origins":["http://localhost:5173/"]}', 'write that'],
  ['{"origins":["*"]}', 'no wildcard'],
  ['{"origins":"http://localhost:5173"}', 'must be a list'],
  ['{"origins":[1]}', 'is not an origin'],
  ['null', 'The body must be'],
  ['{', 'The body must be'],
])('origins that are none are refused, and the former stay: %s', async (sent, message) => {
  const refused = await call('PUT', '/_liftlock/origins', `Bearer ${token}`, sent)

  expect(refused).toMatchObject({ status: 400, text: expect.stringContaining(message) })
  expect(statusOf(await preflight(page))).toBe(204)
})

test('origins change while it runs: a new one may call, and a former one no longer', async () => {
  const changed = await call('PUT', '/_liftlock/origins', `Bearer ${token}`, '{"origins":["https://app.example"]}')
  const [after, former] = [await preflight('https://app.example'), await preflight(page)]
  await call('PUT', '/_liftlock/origins', `Bearer ${token}`, JSON.stringify({ origins: [page] }))

  expect(changed).toEqual({ status: 200, text: '{"origins":["https://app.example"]}' })
  expect([statusOf(after), statusOf(former)]).toEqual([204, 403])
})

test('what is refused is logged once, however often a page tries', async () => {
  for (let count = 0; count < 20; count += 1) await post('host: localhost', 'origin: http://again.example')

  expect(log.filter((line) => line.includes('again.example'))).toHaveLength(1)
})
