import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type InsideServer, startInsideServer } from '../../../test/support/inside-server.ts'
import { sendRaw, statusOf } from '../../../test/support/raw-http.ts'
import { bodyLimit } from './body-reader.ts'
import { type EgressProxy, type EgressProxyOptions, socketLimit, startEgressProxy } from './proxy.ts'
import { readEgress } from './read-egress.ts'
import { openRecordLog } from './record-log.ts'

let folder: string
let log: string
let inside: InsideServer
let proxy: EgressProxy
let port: number
let key: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-egress-'))
  log = join(folder, 'egress.jsonl')
  inside = await startInsideServer()
})

afterEach(async () => {
  await proxy.close()
  await inside.close()
  await rm(folder, { recursive: true, force: true })
})

async function start(options: Partial<EgressProxyOptions> = {}): Promise<void> {
  proxy = await startEgressProxy({ log, authority: join(folder, 'authority'), open: true, ...options })
  const { port: own, username, password } = new URL(proxy.url)
  port = Number(own)
  key = `proxy-authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

function get(url: string, ...headers: readonly string[]): Promise<string> {
  return sendRaw(port, [`GET ${url} HTTP/1.1`, 'host: x', 'connection: close', ...headers])
}

function open(authority: string, ...headers: readonly string[]): Promise<string> {
  return sendRaw(port, [`CONNECT ${authority} HTTP/1.1`, `host: ${authority}`, 'connection: close', ...headers])
}

const loopback = [
  '127.0.0.1',
  '127.1',
  '127.1.2.3',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '0.0.0.0',
  '0',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  'localhost',
  'localhost.',
  'LOCALHOST',
  'ip6-localhost',
  '127.0.0.1.',
  '%6c%6f%63alhost',
  '１２７.0.0.1',
]

test.each(loopback)('an open proxy reaches no service of this machine at %s', async (host) => {
  await start()

  const plain = await get(`http://${host}:${inside.port}/`, key)
  const tunnelled = await open(`${host}:${inside.port}`, key)

  expect([403, 502, 400]).toContain(statusOf(plain))
  expect([403, 400]).toContain(statusOf(tunnelled))
  expect(inside.hits).toEqual([])
})

test.each(['127.0.0.1', '0.0.0.0', '[::ffff:127.0.0.1]', 'localhost.'])(
  'it never forwards to itself at %s, even where everything may be reached',
  async (host) => {
    await start({ reach: () => true })

    expect(statusOf(await get(`http://${host}:${port}/`, key))).toBe(403)
    expect(statusOf(await open(`${host}:${port}`, key))).toBe(403)
  },
)

test.each(['169.254.169.254', '[fd00:ec2::254]', '10.0.0.1', '192.168.0.1', '100.100.100.200', '[fe80::1]'])(
  'metadata of a cloud and private networks are out of reach: %s',
  async (host) => {
    await start()

    expect(await get(`http://${host}/latest/meta-data/`, key)).toContain('is not a public address')
    expect(await open(`${host}:80`, key)).toMatch(/^HTTP\/1\.1 403 .* is not a public address\r\n/)
    expect(await readEgress(log)).toMatchObject([{ outcome: 'refused' }, { outcome: 'refused', method: 'CONNECT' }])
  },
)

test.each([
  ['to loopback', ['127.0.0.1']],
  ['to a public and a private address', ['93.184.216.34', '127.0.0.1']],
  ['to loopback as IPv4 in IPv6', ['::ffff:127.0.0.1']],
  ['to nothing', []],
])('a name that resolves %s is refused', async (_, addresses) => {
  await start({ resolve: async () => addresses })

  expect(statusOf(await get(`http://rebound.example:${inside.port}/`, key))).toBe(403)
  expect(statusOf(await open(`rebound.example:${inside.port}`, key))).toBe(403)
  expect(inside.hits).toEqual([])
})

test('a name is resolved once, and the address that was looked at is connected to', async () => {
  const answers = [['127.0.0.1'], ['127.0.0.2']]
  let asked = 0
  await start({
    reach: (address) => address === '127.0.0.1',
    resolve: async () => answers[asked++] ?? [],
  })

  const first = await get(`http://twice.example:${inside.port}/`, key)

  expect(first).toContain('inside')
  expect(asked).toBe(1)
  expect(inside.hits[0]?.headers.host).toBe(`twice.example:${inside.port}`)
})

test.each(['https://127.0.0.1/', 'http://[[::1]]/', 'http://a:99999/', 'http://', 'http://a b/'])(
  'the address %s is refused',
  async (url) => {
    await start({ reach: () => true })

    expect([400, 403, 502]).toContain(statusOf(await get(url, key)))
  },
)

test.each(['127.0.0.1', '127.0.0.1:0', '127.0.0.1:99999', ':80', '[[::1]]:80', 'a/b:80', 'user@127.0.0.1:80'])(
  'CONNECT %s is refused',
  async (authority) => {
    await start({ reach: () => true })

    expect([400, 403]).toContain(statusOf(await open(authority, key)))
  },
)

test('credentials are demanded, in an open proxy and in a closed one', async () => {
  await start({ reach: () => true })
  const wrong = `proxy-authorization: Basic ${Buffer.from('liftlock:wrong').toString('base64')}`
  const url = `http://127.0.0.1:${inside.port}/`
  const answers = [
    await get(url),
    await get(url, wrong),
    await open('a.example:443'),
    await open('a.example:443', wrong),
  ]
  await proxy.close()
  await start({ open: false })
  const closed = [await get(url), await open('a.example:443')]

  expect([...answers, ...closed].map(statusOf)).toEqual([407, 407, 407, 407, 407, 407])
  expect(answers[0]).toMatch(/proxy-authenticate: Basic/i)
  expect(inside.hits).toEqual([])
  expect(await readEgress(log)).toEqual([])
})

test.each([
  ['a page that asks the proxy itself', 'GET / HTTP/1.1', ['host: 127.0.0.1', 'origin: http://evil.example']],
  ['a rebound name', 'POST /charge HTTP/1.1', ['host: evil.example', 'content-length: 0']],
  ['a page that asks by a whole address', 'GET http://a.example/ HTTP/1.1', ['host: a.example', 'origin: null']],
  ['an image', 'GET http://a.example/ HTTP/1.1', ['host: a.example', 'sec-fetch-site: cross-site']],
])('%s is refused, and leaves nothing in the log', async (_, line, headers) => {
  await start({ open: false })

  const answer = await sendRaw(port, [line, ...headers, 'connection: close'])

  expect(statusOf(answer)).toBe(403)
  expect(answer).not.toMatch(/access-control/i)
  expect(await readEgress(log)).toEqual([])
})

test('a request that comes back is known by its Via, and so is one that passed too many', async () => {
  await start({ reach: () => true })
  await get(`http://127.0.0.1:${inside.port}/`, key)
  const via = String(inside.hits[0]?.headers.via)
  const many = Array.from({ length: 8 }, (_, index) => `1.1 p${index}`).join(', ')

  const again = await get(`http://127.0.0.1:${inside.port}/`, key, `via: 1.1 other, ${via}`)
  const often = await get(`http://127.0.0.1:${inside.port}/`, key, `via: ${many}`)
  const tunnelled = await open(`127.0.0.1:${inside.port}`, key, `via: ${via}`)

  expect(via).toMatch(/^1\.1 liftlock-egress-[0-9a-f]{12}$/)
  expect([again, often, tunnelled].map(statusOf)).toEqual([508, 508, 403])
  expect(inside.hits).toHaveLength(1)
})

test('what belongs to one connection, and the credentials, go no further', async () => {
  await start({ reach: () => true })

  await get(
    `http://127.0.0.1:${inside.port}/`,
    key,
    'connection: close, x-hop',
    'x-hop: 1',
    'te: trailers',
    'x-kept: 1',
  )

  expect(Object.keys(inside.hits[0]?.headers ?? {}).sort()).toEqual(['connection', 'host', 'via', 'x-kept'])
  expect(await readFile(log, 'utf8')).not.toContain(key.split(' ').at(-1))
})

function post(url: string, size: number): Promise<string> {
  const lines = [`POST ${url} HTTP/1.1`, 'host: a', key, `content-length: ${size}`, 'connection: close']
  return sendRaw(port, lines, 'x'.repeat(size)).catch((error: NodeJS.ErrnoException) => String(error.code))
}

test('a large body passes and is recorded by its beginning; a larger one is refused', async () => {
  let bytes = 0
  inside.server.removeAllListeners('request')
  inside.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    request
      .on('error', () => undefined)
      .on('data', (part) => {
        bytes += part.length
      })
    request.on('end', () => response.end('inside'))
  })
  await start({ reach: () => true })

  const fits = await post(`http://127.0.0.1:${inside.port}/`, bodyLimit)
  const tooLarge = await post(`http://127.0.0.1:${inside.port}/`, bodyLimit + 1)

  expect(statusOf(fits)).toBe(200)
  expect(bytes).toBeGreaterThanOrEqual(bodyLimit)
  expect(tooLarge).toMatch(/^HTTP\/1\.1 413|^ECONNRESET|^EPIPE/)
  const records = await readEgress(log)
  expect(records.map(({ body }) => body.length)).toEqual([64 * 1024, 64 * 1024])
})

test('a closed proxy refuses a body that is too large as well', async () => {
  await start({ open: false })

  const answers = [await post('http://a.example/', bodyLimit), await post('http://a.example/', bodyLimit + 1)]

  expect(statusOf(answers[0]!)).toBe(403)
  expect(answers[1]).toMatch(/^HTTP\/1\.1 413|^ECONNRESET|^EPIPE/)
  expect((await stat(log)).size).toBeLessThan(2 * 66 * 1024)
})

test('headers have a limit', async () => {
  await start({ open: false })

  expect(statusOf(await get('http://a.example/', key, `x: ${'x'.repeat(17 * 1024)}`))).toBe(431)
})

test('it holds a bounded number of connections', async () => {
  await start({ open: false })
  const sockets: Socket[] = []
  let closed = 0
  for (let count = 0; count < socketLimit + 10; count += 1) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    socket.once('close', () => {
      closed += 1
    })
    sockets.push(socket)
  }
  await new Promise<void>((resolve) => {
    for (const socket of sockets) socket.once('close', () => closed >= 10 && resolve())
  })

  expect(closed).toBe(10)
  for (const socket of sockets) socket.destroy()
})

test('the log has a limit, and says once that it is full', async () => {
  await start()
  const said: string[] = []
  await writeFile(log, '')
  const records = await openRecordLog(log, (line) => said.push(line), 1000)
  const record = { time: '', method: 'GET', url: 'x'.repeat(300), headers: {}, body: '', outcome: 'refused' as const }

  for (let count = 0; count < 10; count += 1) await records.record(record)

  expect(await readEgress(log)).toHaveLength(2)
  expect(said).toEqual([expect.stringContaining('is full (1000 bytes)')])
})

/** A host that gives every request the same raw answer, and keeps what it was sent. */
async function rawHost(answer: string): Promise<{ readonly url: string; readonly sent: () => string; close(): void }> {
  let sent = ''
  const server = createTcpServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (part) => {
        sent += part.toString('latin1')
        socket.end(answer)
      })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { url, sent: () => sent, close: () => server.close() }
}

const smuggled = 'GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n'

test.each([
  ['a body in chunks', ['transfer-encoding: chunked'], `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`],
  [
    'a body whose length is of the connection',
    [`content-length: ${smuggled.length}`, 'connection: content-length'],
    smuggled,
  ],
])('%s stays the body of one request', async (_, headers, body) => {
  await start({ reach: () => true })

  const answer = await sendRaw(
    port,
    [`GET http://127.0.0.1:${inside.port}/ HTTP/1.1`, 'host: a', key, ...headers, 'connection: close'],
    body,
  )

  expect(statusOf(answer)).toBe(200)
  expect(inside.hits.map(({ url }) => url)).toEqual(['/'])
})

test.each([
  'HTTP/1.1 099 Too Low\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nbad header\r\n\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort',
  'not http',
  '',
])('an answer that is none ends one request, and nothing else: %j', async (raw) => {
  await start({ reach: () => true })
  const host = await rawHost(raw)

  await get(host.url, key)
  const next = await get(`http://127.0.0.1:${inside.port}/`, key)
  host.close()

  expect(next).toContain('inside')
})

test('any server name of a client ends one connection at most', async () => {
  await start({ open: false })
  for (const servername of ['a'.repeat(250), 'ä.example', '..', '-', 'a\u0001b']) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    socket.write(`CONNECT a.example:443 HTTP/1.1\r\nhost: a\r\n${key}\r\n\r\n`)
    await new Promise((resolve) => socket.once('data', resolve))
    const secure = connectTls({ socket, servername, rejectUnauthorized: false })
    await new Promise((resolve) => secure.once('secureConnect', resolve).once('error', resolve).once('close', resolve))
    secure.destroy()
  }

  expect(statusOf(await get('http://a.example/', key))).toBe(403)
})

test('a tunnel opens no tunnel, and its requests cannot name another host', async () => {
  await start({ open: false })
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  socket.write(`CONNECT a.example:443 HTTP/1.1\r\nhost: a\r\n${key}\r\n\r\n`)
  await new Promise((resolve) => socket.once('data', resolve))
  const secure = connectTls({ socket, servername: 'a.example', rejectUnauthorized: false })
  secure.write(`CONNECT 127.0.0.1:${inside.port} HTTP/1.1\r\nhost: b\r\n${key}\r\n\r\n`)
  const answer = await new Promise<string>((resolve) => secure.once('data', (part) => resolve(part.toString())))
  secure.destroy()

  expect(statusOf(answer)).toBe(400)
  expect(inside.hits).toEqual([])
})
