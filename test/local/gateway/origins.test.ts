import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'
import { sendRaw } from '../../support/raw-request.ts'

let ministack: TestMinistack

beforeAll(async () => {
  ministack = await startMinistack({ environment: { LIFTLOCK_LOCAL_ORIGINS: 'http://localhost:5173' } })
})

afterAll(() => ministack?.stop())

function ask(headers: Readonly<Record<string, string>>, more: { method?: string; target?: string } = {}) {
  const all = Object.entries({ Host: 'localhost', ...headers })
  return sendRaw(ministack.endpoint, { target: '/_ministack/health', ...more, headers: all })
}

function configure(origins: unknown, token = ministack.token): Promise<Response> {
  const headers = { authorization: `Bearer ${token}` }
  const body = JSON.stringify({ origins })
  return fetch(`${ministack.endpoint}/_liftlock/origins`, { method: 'PUT', headers, body })
}

test.each([
  'http://evil.example',
  'null',
  '*',
  'http://localhost:5174',
  'https://localhost:5173',
  'http://localhost:5173.evil.example',
  'http://127.0.0.1:4610',
  'file://',
  '',
])('a page of the origin %p is refused on every path, also when it only asks for leave', async (Origin) => {
  const paths = ['/_ministack/health', '/', '/bucket/key', '/_liftlock/health', '/_aws/execute-api/abcd1234/prod/x']
  const questions = paths.flatMap((target) => ['GET', 'POST', 'OPTIONS'].map((method) => ({ target, method })))
  const answers = await Promise.all(questions.map((question) => ask({ Origin }, question)))

  expect(answers.map(({ status }) => status)).toEqual(questions.map(() => 403))
  expect(answers.flatMap(({ headers }) => Object.keys(headers)).filter((name) => /^access-control/.test(name))).toEqual(
    [],
  )
})

test('the refusal names the origin and how to allow it', async () => {
  const { body } = await ask({ Origin: 'http://evil.example' })

  expect(body).toBe(
    'the local AWS does not serve pages of the origin "http://evil.example"; ' +
      'allow it with: liftlock local up --origin <origin>\n',
  )
})

test.each([
  [{}, 200],
  [{ 'Sec-Fetch-Site': 'none' }, 200],
  [{ 'Sec-Fetch-Site': 'same-origin' }, 200],
  [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
  [{ 'Sec-Fetch-Site': 'same-site' }, 403],
  [{ 'Sec-Fetch-Site': 'something-new' }, 403],
  [{ 'Sec-Fetch-Site': 'same-site', Origin: 'http://localhost:5173' }, 200],
  [{ 'Sec-Fetch-Site': 'cross-site', Origin: 'http://localhost:5173' }, 200],
] as const)('a request that a browser marks with %j is answered %d', async (headers, status) => {
  expect((await ask(headers as Record<string, string>)).status).toBe(status)
})

test('two origins in one request are refused, also when each of them is configured', async () => {
  const headers = [
    ['Host', 'localhost'],
    ['Origin', 'http://localhost:5173'],
    ['Origin', 'http://localhost:5173'],
  ] as const

  expect((await sendRaw(ministack.endpoint, { target: '/_ministack/health', headers })).status).toBe(403)
})

test('who has the token replaces the origins, and the answer says which hold', async () => {
  const answer = await configure(['http://localhost:8080', 'https://desk.example'])
  const [old, first, second] = await Promise.all(
    ['http://localhost:5173', 'http://localhost:8080', 'https://desk.example'].map((Origin) => ask({ Origin })),
  )
  const restored = await configure(['http://localhost:5173'])

  expect(await answer.json()).toEqual({ origins: ['http://localhost:8080', 'https://desk.example'] })
  expect([old!.status, first!.status, second!.status]).toEqual([403, 200, 200])
  expect(await restored.json()).toEqual({ origins: ['http://localhost:5173'] })
})

test.each([
  [['*']],
  [['null']],
  [['http://localhost:5173/']],
  [['localhost:5173']],
  ['http://localhost'],
  [[1]],
  [undefined],
])('origins that are none (%j) are refused, and those from before stay', async (origins) => {
  const answer = await configure(origins)

  expect(answer.status).toBe(400)
  expect((await ask({ Origin: 'http://localhost:5173' })).status).toBe(200)
})

test('nobody replaces the origins without the token', async () => {
  const answers = await Promise.all([
    configure(['http://evil.example'], ''),
    configure(['http://evil.example'], 'guess'),
  ])

  expect(answers.map(({ status }) => status)).toEqual([401, 401])
  expect((await ask({ Origin: 'http://evil.example' })).status).toBe(403)
})
