import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import type { GateReport } from '../../src/delivery/gate/report/gate-report.ts'
import { renderHtml, reportScripts } from '../../src/delivery/gate/report/render-html.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { chromiumPath, inBrowser, launchChromium } from '../support/browser.ts'
import { gateWorld } from '../support/gate-world.ts'

const hostile = `</script><script>document.title='broken'</script><img src=x onerror="document.title='broken'"> \u2028 $& SLOT_script <!-- "'`

let folder: string
let browser: Browser | undefined
let report: GateReport

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-page-'))
  const world = await gateWorld()
  world.desk.faults.says = () => hostile
  world.desk.faults.interferes = ({ document }) =>
    document.includes('occupancy')
      ? { status: 200, body: JSON.stringify({ errors: [{ message: hostile }] }) }
      : undefined
  report = await world.run({ environment: hostile, cleaning: 'skip' })
  await world.desk.stop()
  if (chromiumPath !== undefined) browser = await launchChromium()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true })
})

inBrowser('hostile text in names and results stays text', async () => {
  const { page, errors } = await open(1280)
  expect(await page.title()).toContain('<img src=x onerror=')
  expect(await page.locator('img').count()).toBe(0)
  expect(await page.locator('script').count()).toBe(2)
  expect(await page.locator('.failure').first().textContent()).toContain('</script><script>')
  expect(errors).toEqual([])
})

inBrowser('the page asks the network for nothing', async () => {
  const { requests } = await open(1280)
  expect(requests.filter((url) => !url.startsWith('file:'))).toEqual([])
})

inBrowser('a phone of 360 pixels shows it without scrolling sideways', async () => {
  const { page } = await open(360)
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(360)
  expect(await page.evaluate<number>(`document.querySelector('.map').scrollWidth`)).toBeGreaterThan(320)
})

inBrowser('the map has a row for every event, view, query and projection, and the work to do stands out', async () => {
  const { page } = await open(1280)
  expect(await page.locator('.map tbody th[scope=row]').count()).toBe(4 + 2 + 4 + 1)
  expect(await page.locator('.map tr.empty th b').allInnerTexts()).toEqual([
    'GarageClosed',
    'Garage.filter',
    'Garage.byTitle',
    'Garage.occupancy',
  ])
  expect(await page.locator('.mark[title^="ParkCar"]').count()).toBe(4)
})

inBrowser('only the scenario that failed is open, and the search finds in all', async () => {
  const { page } = await open(1280)
  expect(await page.locator('details.scenario[open] .name').allInnerTexts()).toEqual([
    expect.stringContaining('ParkCar'),
  ])
  await page.keyboard.press('/')
  await page.keyboard.type('garage.open')
  expect(await page.locator('.scenarios > li:visible').count()).toBe(1)
  expect(await page.locator('.scenarios > li:visible').textContent()).toContain('mutation Garage.open')
  await page.keyboard.press('Escape')
  expect(await page.locator('.scenarios > li:visible').count()).toBe(3)
})

inBrowser('keys move between scenarios and open all of them', async () => {
  const { page } = await open(1280)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  expect(await page.evaluate<string>(`document.activeElement.innerText`)).toContain('ParkCar')
  await page.keyboard.press('o')
  expect(await page.locator('details.scenario[open]').count()).toBe(3)
})

async function open(width: number): Promise<{ page: Page; errors: string[]; requests: string[] }> {
  const [markup, style, ...scripts] = await Promise.all(
    ['report.html', 'report.css', ...reportScripts].map((name) =>
      readFile(join(packageRoot(), 'templates', 'report', name), 'utf8'),
    ),
  )
  const path = join(folder, 'page.html')
  await writeFile(path, renderHtml(report, { page: markup!, style: style!, script: scripts.join('') }))
  const page = await browser!.newPage({ viewport: { width, height: 900 } })
  const [errors, requests] = [[] as string[], [] as string[]]
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(`file://${path}`)
  return { page, errors, requests }
}
