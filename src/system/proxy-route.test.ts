import { expect, test } from '@jest/globals'
import { proxyRoute } from './proxy-route.ts'

const proxy = 'http://proxy.corp:3128'

function wayTo(address: string, environment: NodeJS.ProcessEnv): string | undefined {
  const { protocol, hostname, port } = new URL(address)
  const secure = protocol === 'https:'
  const host = hostname.replace(/^\[|\]$/g, '')
  return proxyRoute(environment)?.proxyFor({ secure, host, port: Number(port || (secure ? 443 : 80)) })?.host
}

const aws = 'https://cloudformation.eu-west-1.amazonaws.com'

test.each([
  ['nothing is set', {}, undefined, undefined],
  ['variables are empty', { HTTPS_PROXY: '', http_proxy: ' ' }, undefined, undefined],
  ['HTTPS_PROXY', { HTTPS_PROXY: proxy }, 'proxy.corp:3128', undefined],
  ['https_proxy, which wins', { https_proxy: 'http://low:1', HTTPS_PROXY: 'http://up:2' }, 'low:1', undefined],
  ['HTTP_PROXY alone, as the AWS action has it', { HTTP_PROXY: proxy }, 'proxy.corp:3128', 'proxy.corp:3128'],
  ['ALL_PROXY', { ALL_PROXY: proxy }, 'proxy.corp:3128', 'proxy.corp:3128'],
  ['ALL_PROXY beside HTTP_PROXY', { ALL_PROXY: 'http://all:1', HTTP_PROXY: 'http://plain:2' }, 'all:1', 'plain:2'],
  ['an address without its scheme', { HTTPS_PROXY: 'proxy.corp:3128' }, 'proxy.corp:3128', undefined],
  ['NO_PROXY for all', { ALL_PROXY: proxy, NO_PROXY: '*' }, undefined, undefined],
] as const)('with %s requests go the right way', (_, environment, secure, plain) => {
  expect(wayTo(aws, environment)).toBe(secure)
  expect(wayTo('http://example.org/', environment)).toBe(plain)
})

test.each([
  ['cloudformation.eu-west-1.amazonaws.com', true],
  ['CloudFormation.EU-West-1.amazonaws.com', true],
  ['amazonaws.com', true],
  ['.amazonaws.com', true],
  ['*.amazonaws.com', true],
  ['amazonaws.com:443', true],
  ['amazonaws.com:8443', false],
  ['aws.com', false],
  ['s3.eu-west-1.amazonaws.com', false],
  ['example.org , amazonaws.com', true],
  ['example.org\tamazonaws.com', true],
])('NO_PROXY with %s decides for CloudFormation: direct is %s', (exceptions, direct) => {
  expect(wayTo(aws, { HTTPS_PROXY: proxy, no_proxy: exceptions }) === undefined).toBe(direct)
})

test.each([
  ['10.1.2.3', 'https://10.1.2.3/', true],
  ['10.0.0.0/8', 'https://10.1.2.3/', true],
  ['10.0.0.0/8', 'https://11.1.2.3/', false],
  ['10.0.0.0/99', 'https://10.1.2.3/', false],
  ['2.3', 'https://10.1.2.3/', false],
  ['fd12::/16', 'https://[fd12::5]/', true],
  ['[fd12::5]:443', 'https://[fd12::5]/', true],
  ['fd12::5', 'https://[fd12::5]/', true],
])('NO_PROXY with %s decides for %s: direct is %s', (exceptions, address, direct) => {
  expect(wayTo(address, { ALL_PROXY: proxy, NO_PROXY: exceptions }) === undefined).toBe(direct)
})

test.each([
  'http://localhost:4566/',
  'http://127.0.0.1:4566/',
  'http://127.8.8.8/',
  'http://api.localhost/',
  'http://[::1]:4566/',
  'http://169.254.169.254/latest/meta-data',
  'http://169.254.170.2/v2/credentials',
  'http://[fd00:ec2::254]/',
  'http://[fe80::1]/',
])('%s is never asked for through a proxy', (address) => {
  expect(wayTo(address, { ALL_PROXY: proxy })).toBeUndefined()
})

test.each([
  ['http://', 'HTTPS_PROXY is not the address of a proxy'],
  ['http://:3128', 'HTTPS_PROXY is not the address of a proxy'],
  ['socks5://user:hidden@proxy.corp:1080', 'HTTPS_PROXY names a proxy of the kind socks5://'],
])('%s is refused with the variable, and without credentials', (address, message) => {
  expect(() => proxyRoute({ HTTPS_PROXY: address })).toThrow(expect.objectContaining({ reason: 'input-invalid' }))
  expect(() => proxyRoute({ HTTPS_PROXY: address })).toThrow(message)
  expect(() => proxyRoute({ HTTPS_PROXY: address })).not.toThrow('hidden')
})

test('an ALL_PROXY of another kind stops nothing where the other two are set', () => {
  const route = proxyRoute({ HTTPS_PROXY: proxy, HTTP_PROXY: proxy, ALL_PROXY: 'socks5://127.0.0.1:1080' })
  expect(route?.proxyFor({ secure: true, host: 'example.org', port: 443 })?.href).toBe(new URL(proxy).href)
})

test('the credentials of a proxy are secrets, as they are written and as they are meant', () => {
  expect(proxyRoute({ HTTPS_PROXY: 'http://ann:p%40ss@proxy.corp:3128' })?.secrets).toEqual([
    'p%40ss',
    'p@ss',
    'ann:p@ss',
  ])
})

test('a proxy of another kind that no request would take is no reason to refuse', () => {
  const environment = { https_proxy: proxy, http_proxy: proxy, all_proxy: 'socks5://127.0.0.1:1080' }
  expect(wayTo(aws, environment)).toBe('proxy.corp:3128')
  expect(wayTo('http://example.org/', environment)).toBe('proxy.corp:3128')
  const { all_proxy } = environment
  expect(() => proxyRoute({ HTTPS_PROXY: proxy, all_proxy })).toThrow('all_proxy names a proxy of the kind socks5://')
})

test.each([
  ['example.org.', 'https://example.org/', true],
  ['.example.org.', 'https://api.example.org/', true],
  ['FD12:0:0::5', 'https://[fd12::5]/', true],
  ['[fd12:0::5]:443', 'https://[fd12::5]/', true],
  ['fd12::6', 'https://[fd12::5]/', false],
  ['.', 'https://example.org/', false],
])(
  'NO_PROXY with %s, which can be written in another way, decides for %s: direct is %s',
  (exceptions, address, direct) => {
    expect(wayTo(address, { ALL_PROXY: proxy, NO_PROXY: exceptions }) === undefined).toBe(direct)
  },
)

test('a token that is given as the name of a user is a secret too', () => {
  const { secrets } = proxyRoute({ HTTPS_PROXY: 'http://token%2Fof-the-runner@proxy.corp:3128' })!
  expect(secrets).toEqual(expect.arrayContaining(['token%2Fof-the-runner', 'token/of-the-runner']))
})
