import { afterEach, expect, test } from '@jest/globals'
import { renderFindings } from '../../src/delivery/gate/report/render-findings.ts'
import { renderHtml } from '../../src/delivery/gate/report/render-html.ts'
import { renderJunit } from '../../src/delivery/gate/report/render-junit.ts'
import { renderMarkdown } from '../../src/delivery/gate/report/render-markdown.ts'
import { renderSummary } from '../../src/delivery/gate/report/render-summary.ts'
import { type GateWorld, gateWorld, testApiKey } from '../support/gate-world.ts'
import { inMemoryEnvironment } from '../support/in-memory-gate-services.ts'
import { findSecrets } from '../support/secret-search.ts'

let world: GateWorld
afterEach(() => world.desk.stop())

const canary = 'canary+token/with=signs.and-more_0123456789'

test('no spelling of a token, a password or the API key reaches any output, though the API echoes them', async () => {
  world = await gateWorld(inMemoryEnvironment((user, count) => `${canary}-${user}-${count}`))
  world.desk.faults.says = () =>
    [...world.environment.tokens.keys(), ...world.environment.passwords.values(), testApiKey].join(' ')
  world.desk.faults.interferes = ({ document, headers }) => {
    if (!document.includes('occupancy')) return undefined
    const token = String(headers.authorization)
    const echo = [
      token,
      encodeURIComponent(token),
      ...['', 'x', 'xy'].map((before) => Buffer.from(before + token).toString('base64')),
    ]
    return { status: 200, body: JSON.stringify({ errors: [{ message: echo.join(' ') }] }) }
  }
  const report = await world.run()
  const template = { page: 'SLOT_title SLOT_report', style: '', script: '' }
  const outputs = [
    JSON.stringify(report),
    renderHtml(report, template),
    renderJunit(report),
    renderMarkdown(report),
    renderSummary(report),
    JSON.stringify(renderFindings(report)),
    JSON.stringify(world.reports.filter(({ kind }) => kind !== 'secret')),
  ].join('\n')
  const secrets = [...world.environment.tokens.keys(), ...world.environment.passwords.values(), testApiKey]

  expect(outputs).toContain('***')
  expect(secrets.length).toBeGreaterThan(3)
  expect(findSecrets({ outputs }, secrets)).toEqual([])
})

test('the host is told of every secret before it is used', async () => {
  world = await gateWorld()
  await world.run()
  const told = world.reports.flatMap((event) => (event.kind === 'secret' ? [event.value] : []))
  expect(told).toEqual(
    expect.arrayContaining([...world.environment.passwords.values(), ...world.environment.tokens.keys()]),
  )
})
