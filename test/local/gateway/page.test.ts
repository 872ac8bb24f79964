import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider'
import { CreateFunctionCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { CreateBucketCommand, ListBucketsCommand, PutBucketCorsCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { packageRoot } from '../../../src/system/package-root.ts'
import { chromiumPath, inBrowser, launchChromium } from '../../support/browser.ts'
import { type LocalClients, localClients } from '../../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../../support/ministack.ts'
import { presignedAddress } from '../../support/signed-request.ts'
import { zipOf } from '../../support/zip.ts'

let guarded: TestMinistack
let plain: TestMinistack
let browser: Browser
let site: Server
let sitePort: number
let pool: string
let client: string
const seconds = 60_000
const password = 'Correct-1-horse'

beforeAll(async () => {
  if (chromiumPath === undefined) return
  site = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><body>'))
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  sitePort = (site.address() as AddressInfo).port
  const environment = { LIFTLOCK_LOCAL_ORIGINS: `http://localhost:${sitePort}` }
  ;[guarded, plain] = await Promise.all([startMinistack({ environment }), startMinistack({ launcher: false })])
  await Promise.all([fill(guarded), fill(plain)])
  browser = await launchChromium(['evil.example'])
}, 120_000)

afterAll(async () => {
  await browser?.close()
  site?.closeAllConnections()
  site?.close()
  await Promise.all([guarded?.stop(), plain?.stop()])
})

const clientsOf = (emulator: TestMinistack): LocalClients => localClients(emulator, '111111111111')

/** A bucket, a function and a user: what a page could read, call or delete. */
async function fill(emulator: TestMinistack): Promise<void> {
  const { cognito, lambda, s3 } = clientsOf(emulator)
  await s3.send(new CreateBucketCommand({ Bucket: 'desk' }))
  await s3.send(new PutObjectCommand({ Bucket: 'desk', Key: 'key', Body: 'kept' }))
  const rule = { AllowedOrigins: [`http://localhost:${sitePort}`], AllowedMethods: ['GET'] }
  await s3.send(new PutBucketCorsCommand({ Bucket: 'desk', CORSConfiguration: { CORSRules: [rule] } }))
  const code = await zipOf({ 'index.py': 'def handler(event, context):\n    return "called"\n' })
  const runtime = { Runtime: 'python3.13' as const, Handler: 'index.handler', Role: 'arn:aws:iam::111111111111:role/x' }
  await lambda.send(new CreateFunctionCommand({ FunctionName: 'desk', ...runtime, Code: { ZipFile: code } }))
  if (emulator !== guarded) return
  const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'desk' }))
  pool = UserPool!.Id!
  const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH' as const]
  const made = await cognito.send(
    new CreateUserPoolClientCommand({ UserPoolId: pool, ClientName: 'page', ExplicitAuthFlows }),
  )
  client = made.UserPoolClient!.ClientId!
  const user = { UserPoolId: pool, Username: 'ada' }
  await cognito.send(new AdminCreateUserCommand({ ...user, MessageAction: 'SUPPRESS' }))
  await cognito.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }))
}

/** What the emulator holds now, as its owner sees it. */
async function held(emulator: TestMinistack): Promise<string> {
  const { lambda, s3 } = clientsOf(emulator)
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}))
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
  return [...Buckets.map(({ Name }) => Name), ...Functions.map(({ FunctionName }) => `${FunctionName}()`)].join(' ')
}

/** A page with the script of the stranger in it. */
async function openPage(url: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.addInitScript({ path: join(packageRoot(), 'test', 'local', 'gateway', 'stranger.js') })
  await page.goto(url)
  return page
}

function run<T>(page: Page, name: string, ...values: readonly string[]): Promise<T> {
  return page.evaluate(`stranger.${name}(${values.map((value) => JSON.stringify(value)).join(', ')})`)
}

const kept = Array.from({ length: 6 }, () => 'kept away')

inBrowser(
  'a page of another site reads and empties a MiniStack as it is, so what follows is a test',
  async () => {
    const page = await openPage(`http://evil.example:${sitePort}/`)

    const read = await run(page, 'read', plain.endpoint)
    const after = await held(plain)
    await run(page, 'send', plain.endpoint)

    expect(read).toEqual(['kept away', 'kept away', '200', '200', '201', '200'])
    expect(after).toBe('desk desk() intruder()')
    expect(await held(plain)).toBe('')
  },
  seconds,
)

inBrowser.each(['evil.example', '127.0.0.1'])(
  'a page of %s reads, makes, calls and empties nothing',
  async (host) => {
    const page = await openPage(`http://${host}:${sitePort}/`)

    const read = await run(page, 'read', guarded.endpoint)
    await run(page, 'send', guarded.endpoint)

    expect(read).toEqual(kept)
    expect(await held(guarded)).toBe('desk desk()')
  },
  seconds,
)

inBrowser(
  'a page in a sandbox, whose origin is null, reads nothing',
  async () => {
    const page = await openPage(`http://localhost:${sitePort}/`)

    expect(await run(page, 'readInSandbox', `${guarded.endpoint}/_ministack/health`)).toBe('kept away')
  },
  seconds,
)

inBrowser(
  'a name that was rebound to this machine reads nothing, although the browser takes it for one site',
  async () => {
    const rebound = `http://evil.example:${new URL(guarded.endpoint).port}`
    const page = await openPage(`${rebound}/_ministack/health`)

    const read = await run(page, 'read', rebound)
    await run(page, 'send', rebound)

    expect(await page.textContent('body')).toContain('does not serve the host "evil.example')
    expect(read).toEqual(kept.map(() => '403'))
    expect(await held(guarded)).toBe('desk desk()')
  },
  seconds,
)

inBrowser(
  'a WebSocket from a page of another site does not open',
  async () => {
    const page = await openPage(`http://evil.example:${sitePort}/`)
    const address = `${guarded.endpoint.replace('http', 'ws')}/_aws/execute-api/abcd1234/prod`

    expect(await run(page, 'connect', address)).toBe('closed')
  },
  seconds,
)

inBrowser(
  'a page of a configured origin reads what a bucket allows and signs its users in, and no more',
  async () => {
    const page = await openPage(`http://localhost:${sitePort}/`)
    const object = await presignedAddress({ to: guarded, service: 's3', method: 'GET', path: '/desk/key' })

    const read = await run(page, 'text', object)
    const keys = await run(page, 'text', `${guarded.endpoint}/${pool}/.well-known/jwks.json`)
    const signedIn = await run(page, 'signIn', guarded.endpoint, client, password)
    const others = await run(page, 'read', guarded.endpoint)
    await run(page, 'send', guarded.endpoint)

    expect(read).toBe('kept')
    expect(keys).toContain('"kty"')
    expect(signedIn).toEqual(expect.arrayContaining(['AccessToken', 'IdToken', 'RefreshToken']))
    expect(others).toEqual(['kept away', 'kept away', '403', 'kept away', 'kept away', 'kept away'])
    expect(await held(guarded)).toBe('desk desk()')
  },
  seconds,
)
