import { connect } from 'node:http2'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { WebSocket } from 'ws'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'
import { sendRaw } from '../../support/raw-request.ts'

let ministack: TestMinistack
let port: string

beforeAll(async () => {
  ministack = await startMinistack()
  port = new URL(ministack.endpoint).port
})

afterAll(() => ministack?.stop())

const health = '/_ministack/health'
const ask = (host: string, path = health) => sendRaw(ministack.endpoint, { target: path, headers: [['Host', host]] })

test.each(['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST', 'desk.s3.localhost'])(
  'the name %s of this machine is served, with any port and without one',
  async (name) => {
    const answers = await Promise.all([ask(name), ask(`${name}:${port}`), ask(`${name}:1`)])

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  },
)

test.each([
  'evil.example',
  'evil.example:4610',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  'evil-localhost',
  'localhost.',
  '127.0.0.1:4610.evil.example',
  '127.0.0.1@evil.example',
  '127.1',
  '127.evil.example',
  '2130706433',
  '0.0.0.0',
  '[::ffff:127.0.0.1]',
  '192.168.1.7',
  's3.eu-west-1.amazonaws.com',
  'abcd1234.execute-api.127.0.0.1.evil.example',
  'abcd1234abcd1234abcd1234abcd1234.lambda-url.eu-west-1.on.aws',
  'd111111abcdef8.cloudfront.net',
  'localhost:port',
  'localhost:',
  'localhost, evil.example',
  ' ',
])('a request for the host %p is refused on every path', async (host) => {
  const paths = [health, '/', '/bucket/key', '/_liftlock/health', '/_ministack/reset', '/2015-03-31/functions']
  const answers = await Promise.all(paths.map((path) => ask(host, path)))

  expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 403))
})

test('the refusal names the host and the next step, in text that no browser runs', async () => {
  const { status, headers, body } = await ask('evil.example:80<script>')

  expect([status, headers['content-type'], headers['x-content-type-options']]).toEqual([
    403,
    'text/plain; charset=utf-8',
    'nosniff',
  ])
  expect(body).toBe(
    'the local AWS does not serve the host "evil.example:80<script>"; use http://127.0.0.1 or http://localhost with ' +
      'the port of the local AWS\n',
  )
})

test.each([
  ['no host', { headers: [], version: '1.0' }],
  [
    'two hosts',
    {
      headers: [
        ['Host', 'localhost'],
        ['Host', 'evil.example'],
      ],
    },
  ],
  ['a whole address', { target: 'http://evil.example/_ministack/health', headers: [['Host', 'localhost']] }],
  [
    'a whole address of this machine',
    { target: 'http://localhost/_ministack/health', headers: [['Host', 'localhost']] },
  ],
  [
    'another host that a proxy was asked for',
    {
      headers: [
        ['Host', 'localhost'],
        ['X-Forwarded-Host', 'evil.example'],
      ],
    },
  ],
  [
    'another host by RFC 7239',
    {
      headers: [
        ['Host', 'localhost'],
        ['Forwarded', 'for=1.2.3.4;host="evil.example"'],
      ],
    },
  ],
] as const)('a request that names %s is refused', async (_, request) => {
  const { status } = await sendRaw(ministack.endpoint, { target: health, ...request })

  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(404)
})

test('HTTP/2 names its host in :authority, and that one counts', async () => {
  const session = connect(ministack.endpoint)
  const statusOf = (headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const stream = session.request({ ':path': health, ...headers })
      stream.on('response', (answer) => resolve(Number(answer[':status'])))
      stream.on('error', reject)
      stream.resume()
    })

  const own = await statusOf({ ':authority': 'localhost' })
  const foreign = await statusOf({ ':authority': 'evil.example' })
  session.destroy()

  expect([own, foreign]).toEqual([200, 403])
})

test('a WebSocket for a foreign host, or from a foreign page, is refused before it opens', async () => {
  const path = '/_aws/execute-api/abcd1234/prod'
  const refusalOf = (headers: Record<string, string>) =>
    new Promise<string>((resolve) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
      socket.on('open', () => resolve('open'))
      socket.on('error', ({ message }) => resolve(message))
    })

  expect(await refusalOf({ host: 'evil.example' })).toBe('Unexpected server response: 403')
  expect(await refusalOf({ origin: 'http://localhost:3000' })).toBe('Unexpected server response: 403')
  expect(await refusalOf({ origin: 'null' })).toBe('Unexpected server response: 403')
})
