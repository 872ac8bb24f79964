import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect } from '@jest/globals'
import type { Browser } from 'playwright-core'
import {
  chromiumPath,
  type EmptySite,
  fetchExpression,
  inBrowser,
  launchChromium,
  runInPage,
  runInSandbox,
  serveEmptyPages,
} from '../../support/browser.ts'
import { sendSigned } from './sample-client.ts'
import { deploySample, type SampleDeployment } from './sample-deployment.ts'

let browser: Browser
let folder: string
let site: EmptySite
let sample: SampleDeployment
let url: string
let key: { readonly 'x-api-key': string }

beforeAll(async () => {
  if (chromiumPath === undefined) return
  folder = await mkdtemp(join(tmpdir(), 'liftlock-pages-'))
  await writeFile(join(folder, 'page.html'), '<!doctype html><title>page</title>')
  site = await serveEmptyPages()
  sample = await deploySample({ iam: false })
  url = sample.outputs.apiEndpoint ?? ''
  key = { 'x-api-key': sample.outputs.apiKey ?? '' }
  await configure([`http://localhost:${site.port}`])
  browser = await launchChromium(['evil.example'])
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await sample?.stop()
  await site?.close()
  if (folder) await rm(folder, { recursive: true })
})

async function configure(origins: readonly string[]): Promise<void> {
  const headers = { authorization: `Bearer ${sample.ministack.token}` }
  const body = JSON.stringify({ origins })
  const answer = await fetch(`${sample.adapter.url}/_liftlock/origins`, { method: 'PUT', headers, body })
  expect(answer.status).toBe(200)
}

const own = (): string => `http://localhost:${site.port}/`

function query(text: string, headers: object, address = url): string {
  return fetchExpression(address, { method: 'POST', headers, body: JSON.stringify({ query: text }) })
}

/** Opens a subscription in a page, and gives what the socket said, to the first datum or the end. */
function listen(address: string, authorization: object): string {
  return `new Promise((resolve) => {
    const header = btoa(${JSON.stringify(JSON.stringify(key))}).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
    const socket = new WebSocket(${JSON.stringify(address)}, ['graphql-ws', 'header-' + header])
    const said = []
    socket.onopen = () => socket.send('{"type":"connection_init"}')
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data)
      said.push(message.type)
      if (message.type === 'connection_ack')
        socket.send(JSON.stringify({ id: '1', type: 'start', payload: {
          data: JSON.stringify({ query: 'subscription { onTrace(correlationId: "browser") { status } }', variables: {} }),
          extensions: { authorization: ${JSON.stringify(authorization)} } } }))
      if (message.type === 'start_ack') document.title = 'listening'
      if (message.type === 'data') resolve({ said, data: message.payload.data })
    }
    socket.onclose = ({ code }) => resolve({ said, code })
  })`
}

inBrowser('a page of the configured origin queries with the API key, and with a token of the user pool', async () => {
  const byKey = await runInPage(browser, own(), query('{ open }', key))
  const token = await sample.token('page', 'manager')
  const byToken = await runInPage(browser, own(), query('{ open }', { authorization: token }))

  expect(byKey).toEqual({ status: 200, text: expect.stringContaining('"data"') })
  expect(byToken).toEqual({ status: 200, text: expect.stringContaining('"data"') })
})

inBrowser('a page of the configured origin without credentials can read why it is refused', async () => {
  expect(await runInPage(browser, own(), query('{ open }', {}))).toEqual({
    status: 401,
    text: expect.stringContaining('UnauthorizedException'),
  })
})

inBrowser('a page of the configured origin is told what was published', async () => {
  const page = await browser.newPage()
  await page.goto(own())
  const told = page.evaluate(listen(sample.outputs.apiRealtimeEndpoint ?? '', key))
  await page.waitForFunction('document.title === "listening"')
  const published = '{ id: correlationId status }'
  await sendSigned(
    url,
    sample.configuration.credentials,
    `mutation { publishTrace(correlationId: "browser", status: "success", message: "m") ${published} }`,
  )

  expect(await told).toMatchObject({ data: { onTrace: { status: 'success' } } })
  await page.close()
})

/** Every way in that a page has: a request that needs a preflight, one that needs none, and a socket. */
async function tryAll(run: (expression: string) => Promise<unknown>, host: string): Promise<readonly unknown[]> {
  const address = url.replace('127.0.0.1', host)
  const socket = `${address.replace('http:', 'ws:')}/realtime`
  return [
    await run(query('{ open }', key, address)),
    await run(fetchExpression(address, { method: 'POST', body: '{"query":"{ open }"}' })),
    await run(fetchExpression(address.replace(/\w+\/graphql$/, '_liftlock/health'))),
    await run(listen(socket, key)),
  ]
}

const failed = { error: 'TypeError' }
const allFail = [failed, failed, failed, { said: [], code: 1006 }]

inBrowser.each([
  ['of another port', (): string => `http://127.0.0.1:${site.port}/`],
  ['of another site', (): string => `http://evil.example:${site.port}/`],
  ['at a data address', (): string => 'data:text/html,<!doctype html>'],
  ['in a file', (): string => pathToFileURL(join(folder, 'page.html')).href],
])('a page %s reaches nothing', async (_, address) => {
  expect(await tryAll((expression) => runInPage(browser, address(), expression), '127.0.0.1')).toEqual(allFail)
})

inBrowser('a sandboxed frame in a page of the configured origin reaches nothing', async () => {
  expect(await tryAll((expression) => runInSandbox(browser, own(), expression), '127.0.0.1')).toEqual(allFail)
})

inBrowser('a page whose name was pointed at this machine reaches nothing by that name', async () => {
  const rebound = `http://evil.example:${site.port}/`

  expect(await tryAll((expression) => runInPage(browser, rebound, expression), 'evil.example')).toEqual(allFail)
  expect(sample.log).toContainEqual(expect.stringContaining('the host evil.example'))
})

inBrowser('a page at the very address of the adapter, by a rebound name, reads nothing but the refusal', async () => {
  const { port } = sample.adapter
  const address = `http://evil.example:${port}/`

  const read = await runInPage<{ status: number }>(browser, address, fetchExpression(`${address}_liftlock/health`))

  expect(read).toEqual({ status: 403, text: expect.stringContaining('evil.example') })
  expect(await runInPage(browser, address, query('{ open }', key, url.replace('127.0.0.1', 'evil.example')))).toEqual({
    status: 403,
    text: expect.stringContaining('evil.example'),
  })
})

inBrowser('an origin that is taken back is cut off, its open socket too', async () => {
  const page = await browser.newPage()
  await page.goto(own())
  const told = page.evaluate(listen(sample.outputs.apiRealtimeEndpoint ?? '', key))
  await page.waitForFunction('document.title === "listening"')

  await configure([])

  expect(await told).toMatchObject({ code: 4403 })
  expect(await page.evaluate(query('{ open }', key))).toEqual(failed)
  await page.close()
  await configure([`http://localhost:${site.port}`])
})
