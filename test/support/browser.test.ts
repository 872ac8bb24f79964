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
} from './browser.ts'

let browser: Browser | undefined
let site: EmptySite

beforeAll(async () => {
  site = await serveEmptyPages()
  if (chromiumPath !== undefined) browser = await launchChromium(['evil.example'])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await site.close()
})

inBrowser.each([
  ['its own address', (): string => `http://localhost:${site.port}/`, (): string => `http://localhost:${site.port}`],
  [
    'a name of an attacker',
    (): string => `http://evil.example:${site.port}/`,
    (): string => `http://evil.example:${site.port}`,
  ],
  ['a data address', (): string => 'data:text/html,<p>', (): string => 'null'],
] as const)('a page at %s has the origin that the browser says', async (_, address, origin) => {
  expect(await runInPage(browser!, address(), 'self.origin')).toBe(origin())
})

inBrowser('a sandboxed frame has no origin, and its requests to others fail', async () => {
  const address = `http://localhost:${site.port}/`

  expect(await runInSandbox(browser!, address, 'self.origin')).toBe('null')
  expect(await runInSandbox(browser!, address, fetchExpression(address))).toEqual({ error: 'TypeError' })
  expect(await runInPage(browser!, address, fetchExpression(address))).toMatchObject({ status: 200 })
})
