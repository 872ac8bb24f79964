import { expect, test } from '@jest/globals'
import { decideAccess, type RequestFacts } from './decide-access.ts'

const page = 'http://localhost:5173'

function decide(facts: Partial<RequestFacts>) {
  const plain = { method: 'POST', target: '/abc/graphql', hosts: ['127.0.0.1:4611'], origins: [], fetchSites: [] }
  return decideAccess({ ...plain, ...facts }, [page, 'https://app.example'])
}

test.each([
  '127.0.0.1:4611',
  '127.0.0.1',
  'localhost:4611',
  'LOCALHOST',
  '[::1]:4611',
  'desk.localhost:1',
  'a.b-c.localhost',
])('a client that asks by the host %s is answered', (host) => {
  expect(decide({ hosts: [host] })).toEqual({ kind: 'granted', origin: undefined })
})

test.each([
  'evil.example',
  'evil.example:4611',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'evil.localhost.example',
  'localhost.',
  '.localhost',
  '127.0.0.2',
  '2130706433',
  '0x7f.1',
  '0.0.0.0:4611',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::1',
  'user@localhost',
  'localhost:4611:1',
  'localhost:x',
  'localhost, evil.example',
  'localhost/evil',
  '',
])('a request for the host %j is refused, and the answer names it', (host) => {
  expect(decide({ hosts: [host] })).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining(host || '(empty)'),
    next: expect.stringContaining('http://127.0.0.1'),
  })
})

test.each([
  ['no host', { hosts: [] }, 'names no host'],
  ['two hosts', { hosts: ['localhost', 'evil.example'] }, 'several hosts (localhost, evil.example)'],
  [
    'an absolute target',
    { target: 'http://evil.example/abc/graphql' },
    'http://evil.example/abc/graphql is not a path',
  ],
  ['an absolute target of loopback', { target: 'http://127.0.0.1/abc/graphql' }, 'is not a path'],
  ['a target without a path', { method: 'OPTIONS', target: '*' }, 'the target * is not a path'],
  ['CONNECT', { method: 'CONNECT', target: 'evil.example:443' }, 'CONNECT evil.example:443: this is no proxy'],
])('a request with %s is refused', (_, facts, message) => {
  expect(decide(facts)).toMatchObject({ kind: 'refused', message: expect.stringContaining(message) })
})

test.each([page, 'https://app.example'])('a page of the configured origin %s is answered', (origin) => {
  const site = ['cross-site']

  expect(decide({ origins: [origin], fetchSites: site })).toEqual({ kind: 'granted', origin })
  expect(decide({ method: 'OPTIONS', origins: [origin], fetchSites: site })).toEqual({ kind: 'granted', origin })
})

test.each([
  'null',
  '',
  'http://evil.example',
  'http://localhost:5174',
  'http://localhost',
  'https://localhost:5173',
  'http://localhost:5173/',
  'HTTP://localhost:5173',
  'http://localhost:5173.evil.example',
  'https://app.example.evil',
  'http://127.0.0.1:5173',
  'file://',
])('a page of the origin %j is refused, and the answer says how to allow one', (origin) => {
  expect(decide({ origins: [origin] })).toEqual({
    kind: 'refused',
    message: `the origin ${origin || '(empty)'} is not configured`,
    next: 'if it is a page of yours, name its origin: liftlock local up --origin http://localhost:5173',
  })
})

test('two origins are refused, even when one of them is configured', () => {
  expect(decide({ origins: [page, 'null'] })).toMatchObject({ kind: 'refused' })
})

test.each(['cross-site', 'same-site', 'something-new', ''])(
  'a request without an origin, but of a page (Sec-Fetch-Site: %j), is refused',
  (site) => {
    expect(decide({ method: 'GET', fetchSites: [site] })).toMatchObject({ kind: 'refused' })
  },
)

test.each(['none', 'same-origin'])('a browser that asks by itself (Sec-Fetch-Site: %s) is answered', (site) => {
  expect(decide({ method: 'GET', fetchSites: [site] })).toMatchObject({ kind: 'granted' })
})

test('what a stranger sent is shown cut, and without control characters', () => {
  const { message } = decide({ origins: [`\u001b[31m\n${'x'.repeat(5000)}`] }) as { message: string }

  expect(message).toMatch(/^the origin \?\[31m\?x{194} is not configured$/)
})
