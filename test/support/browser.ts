import { access } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from '@jest/globals'
import { type Browser, chromium } from 'playwright-core'

const places = [
  ...(process.env.CHROMIUM_PATH ? [process.env.CHROMIUM_PATH] : []),
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]

/** The Chromium of this machine; undefined where there is none. */
export const chromiumPath = await firstThatIsThere(places)

/** Without a Chromium on the machine these are skipped, and Jest says so. */
export const inBrowser = chromiumPath === undefined ? test.skip : test

/** Starts a headless Chromium. @param hosts names that it resolves to 127.0.0.1, as an attacker's name server would */
export function launchChromium(hosts: readonly string[] = []): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('there is no Chromium on this machine')
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(', ')
  const resolver = rules === '' ? [] : [`--host-resolver-rules=${rules}`]
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu', ...resolver] })
}

/** A web site on loopback whose every address is an empty page. Its origin is `http://<any name>:<port>`. */
export interface EmptySite {
  readonly port: number
  close(): Promise<void>
}

export async function serveEmptyPages(): Promise<EmptySite> {
  const server = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>page</title>'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** What an expression gives in a new page at the address (`http:`, `data:` or `file:`); a promise is waited for. */
export async function runInPage<T>(browser: Browser, address: string, expression: string): Promise<T> {
  const page = await browser.newPage()
  try {
    await page.goto(address)
    return await page.evaluate<T>(expression)
  } finally {
    await page.close()
  }
}

/** The same in an `<iframe sandbox="allow-scripts">` of that page, whose origin is `null`. */
export async function runInSandbox<T>(browser: Browser, address: string, expression: string): Promise<T> {
  const page = await browser.newPage()
  try {
    await page.goto(address)
    await page.setContent('<!doctype html><iframe sandbox="allow-scripts" srcdoc="<p>inner</p>"></iframe>')
    await page.frameLocator('iframe').locator('p').waitFor()
    return await page.frames()[1]!.evaluate<T>(expression)
  } finally {
    await page.close()
  }
}

/** An expression for a page: the status and text of a request, or the name of the error that a foreign page gets. */
export function fetchExpression(url: string, options: object = {}): string {
  return `fetch(${JSON.stringify(url)}, ${JSON.stringify(options)}).then(async (answer) => ({ status: answer.status, text: await answer.text() }), (error) => ({ error: error.name }))`
}

async function firstThatIsThere(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) {
    const there = await access(path).then(
      () => true,
      () => false,
    )
    if (there) return path
  }
  return undefined
}
