import { access } from 'node:fs/promises'
import { test } from '@jest/globals'

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
