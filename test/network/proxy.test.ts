import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { type CommandLine, commandLine } from '../support/command-line.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { type RecordingProxy, type RecordingProxyOptions, startRecordingProxy } from '../support/recording-proxy.ts'
import { makeBucket } from '../support/test-buckets.ts'
import { startTlsFront, type TlsFront } from '../support/tls-front.ts'

/* The names of AWS, which only the proxy can resolve here: every one is the local AWS behind TLS. */
const account = '111111111111'
let ministack: TestMinistack
let front: TlsFront
let line: CommandLine
let proxy: RecordingProxy | undefined

beforeAll(async () => {
  // The front changes host and path of what was signed, so that no signature would be right any more.
  ministack = await startMinistack({ launcher: false })
  line = commandLine()
  front = await startTlsFront(join(line.folder, 'authority'), ministack.endpoint)
  await makeBucket(ministack, 'shop-artifacts-staging', account)
  const queue = { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } }
  writeFileSync(join(line.folder, 'template.json'), JSON.stringify(queue))
  writeFileSync(
    join(line.folder, 'liftlock.yml'),
    `application: shop\nenvironments:\n  staging: { account: "${account}", region: eu-west-1 }\n`,
  )
}, 120_000)

afterAll(async () => {
  await line?.close()
  await front?.close()
  await ministack?.stop()
})

afterEach(async () => {
  await proxy?.close()
  proxy = undefined
})

async function behind(options: RecordingProxyOptions = {}): Promise<RecordingProxy> {
  proxy = await startRecordingProxy({ portOf: () => front.port, ...options })
  return proxy
}

const credentials = { AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: 'any', AWS_REGION: 'eu-west-1' }
const none = { HTTP_PROXY: '', http_proxy: '', HTTPS_PROXY: '', https_proxy: '', ALL_PROXY: '', all_proxy: '' }
const clean = { ...none, NO_PROXY: '', no_proxy: '', AWS_ENDPOINT_URL: '', ...credentials }

function run(args: readonly string[], environment: NodeJS.ProcessEnv) {
  return line.run(args, { ...clean, NODE_EXTRA_CA_CERTS: front.authorityFile, ...environment })
}

const deploy = (name: string, ...more: readonly string[]) => [
  'deploy',
  '--template',
  'template.json',
  '--name',
  name,
  ...more,
]
const hosts = () => [...new Set(proxy!.requests.map(({ target }) => target))].sort()

test('a release is packaged and deployed through a proxy that wants credentials, and nothing shows them', async () => {
  const { port, requests } = await behind({ credentials: 'ann:s3cr3t/word' })
  const environment = { HTTPS_PROXY: `http://ann:s3cr3t%2Fword@127.0.0.1:${port}` }
  const sealed = await run(['package', 'template.json', '--environment', 'staging', '--json'], environment)
  expect(sealed).toMatchObject({ code: 0 })
  const { release } = JSON.parse(sealed.stdout).outputs
  const done = await run(['deploy', release, '--environment', 'staging', '--json'], environment)
  expect(done).toMatchObject({ code: 0 })

  expect(hosts()).toEqual([
    'cloudformation.eu-west-1.amazonaws.com:443',
    'shop-artifacts-staging.s3.eu-west-1.amazonaws.com:443',
    'sts.eu-west-1.amazonaws.com:443',
  ])
  expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['CONNECT']))
  const shown = [sealed, done].flatMap(({ stdout, stderr }) => [stdout, stderr]).join('\n')
  for (const secret of ['s3cr3t', Buffer.from('ann:s3cr3t/word').toString('base64')])
    expect(shown).not.toContain(secret)
}, 60_000)

test('a role is assumed through the proxy that the input names', async () => {
  const { url } = await behind()
  const role = `arn:aws:iam::${account}:role/deployer`
  const { code, stderr } = await run(deploy('by-input', '--role', role, '--http-proxy', url), {})
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(hosts()).toEqual(['cloudformation.eu-west-1.amazonaws.com:443', 'sts.eu-west-1.amazonaws.com:443'])
}, 60_000)

test.each([
  ['wrong credentials', { credentials: 'ann:right' }, 'HTTP 407', 'http://user:password@host:port'],
  ['a host that it does not allow', { refusal: 403 }, 'HTTP 403', 'NO_PROXY'],
] as const)(
  'a proxy that refuses because of %s is named once, with the next step and without credentials',
  async (_, options, status, step) => {
    const { port, requests } = await behind(options)
    const { code, stdout, stderr } = await run(deploy('refused'), {
      https_proxy: `http://ann:wr0ngword@127.0.0.1:${port}`,
    })
    expect(code).toBe(1)
    expect(stderr).toContain(
      `proxy http://127.0.0.1:${port} refuses the way to cloudformation.eu-west-1.amazonaws.com:443 (${status})`,
    )
    expect(stderr).toContain(step)
    expect(stderr).toContain('proxy-refused')
    expect(stdout + stderr).not.toContain('wr0ngword')
    expect(requests).toHaveLength(1)
  },
  60_000,
)

test('a proxy that cannot be reached is named', async () => {
  const { url } = await behind()
  await proxy!.close()
  const { code, stderr } = await run(deploy('unreachable'), { ALL_PROXY: url })
  expect(code).toBe(1)
  expect(stderr).toContain(`proxy ${url} cannot be reached: ECONNREFUSED`)
}, 60_000)

test('a certificate that nobody vouches for is refused through the tunnel', async () => {
  const { url } = await behind()
  const { code, stderr } = await run(deploy('intercepted'), { HTTPS_PROXY: url, NODE_EXTRA_CA_CERTS: '' })
  expect(code).toBe(1)
  expect(stderr).toMatch(/SELF_SIGNED|UNABLE_TO|DEPTH/)
}, 60_000)

test('an endpoint on this machine is never asked for through a proxy', async () => {
  const { url, requests } = await behind({ refusal: 403 })
  const environment = { ALL_PROXY: url, HTTP_PROXY: url, AWS_ENDPOINT_URL: ministack.endpoint }
  const { code, stderr } = await run(deploy('local'), environment)
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(requests).toEqual([])
}, 60_000)
