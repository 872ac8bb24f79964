import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { awsFromEnvironment } from '../../src/aws/clients.ts'
import { describeStage } from '../../src/core/run/describe.ts'
import { findingLimits } from '../../src/core/run/finding-limits.ts'
import type { Host } from '../../src/core/run/host.ts'
import type { Finding } from '../../src/core/run/report.ts'
import { runStage } from '../../src/core/run/run.ts'
import { longestFindingText } from '../../src/generator/model/read/reader/findings.ts'
import { githubHost } from '../../src/hosts/github/github.ts'
import { terminalHost } from '../../src/hosts/terminal/terminal.ts'
import { validate } from '../../src/stages/validate/stage.ts'

/* A model with a hundred thousand faults: what is said of it stays readable under every host, and its size is counted. */
const faults = 100_000
const folder = mkdtempSync(join(tmpdir(), 'liftlock-faults-'))
const model = join(folder, 'model')

beforeAll(() => {
  mkdirSync(join(model, 'commands/Garage'), { recursive: true })
  writeFileSync(join(model, 'config.xml'), '<draftsman project-name="Faulty"/>')
  const field = (index: number) => `<field name="9${index}" type="String"/>`
  const fields = Array.from({ length: faults - 1 }, (_, index) => field(index)).join('\n')
  writeFileSync(
    join(model, 'commands/Garage/OpenGarageRequested.xml'),
    `<event name="OpenGarageRequested" graphql-namespace="Garage" graphql-name="open" authorization="authenticated" type="ActorEvent">
${fields}
<field name="${'x'.repeat(100_000)}-" type="String"/>
</event>`,
  )
})
afterAll(() => {
  delete process.env.GITHUB_STEP_SUMMARY
  rmSync(folder, { recursive: true, force: true })
})

const text: string[] = []
const sink = (list: string[]) => ({ write: (written: string) => list.push(written) })
const common = { aws: async () => awsFromEnvironment({}), signal: new AbortController().signal, onExitCode: () => {} }
const run = (host: Host) => runStage(describeStage(validate), async () => validate, host)

test('the object of the command line holds the first hundred in the order of the file, and the number of the others', async () => {
  const json: string[] = []
  const options = { flags: { model }, environment: {}, stdout: sink(json), stderr: sink(text), json: true }
  await run(terminalHost({ ...common, ...options }))
  const { findings, error } = JSON.parse(json.join('')) as { findings: Finding[]; error: { message: string } }
  expect(error.message).toContain('100000 errors')
  expect(findings.length).toBe(findingLimits.shown + 1)
  expect(findings.slice(0, 100).map(({ place }) => place?.line)).toEqual(Array.from({ length: 100 }, (_, at) => at + 2))
  expect(findings.at(-1)).toMatchObject({ severity: 'error', text: 'and 99,900 more errors' })
  expect(text.join('').length).toBeLessThan(60_000)
}, 60_000)

test('a job shows ten annotations, lists the other ninety in its summary and counts the rest', async () => {
  const log: string[] = []
  const summary = join(folder, 'summary.md')
  writeFileSync(summary, '')
  const environment = { INPUT_MODEL: model, GITHUB_STEP_SUMMARY: summary }
  // The platform's own library looks here.
  process.env.GITHUB_STEP_SUMMARY = summary
  await run(githubHost({ ...common, environment, stdout: sink(log) }))
  const annotations = log.filter((line) => line.startsWith('::error'))
  expect(annotations.length).toBe(10)
  const page = readFileSync(summary, 'utf8')
  expect(page.match(/^\| error \|/gm)?.length).toBe(findingLimits.shown + 1 - 9)
  expect(page).toContain('and 99,900 more errors')
  expect(log.join('').length + page.length).toBeLessThan(100_000)
}, 60_000)

test('what a finding quotes of the model is cut visibly', async () => {
  const path = join(model, 'commands/Garage/OpenGarageRequested.xml')
  const kind = 'k'.repeat(100_000)
  writeFileSync(
    path,
    `<event name="OpenGarageRequested" graphql-namespace="Garage" graphql-name="open" authorization="${kind}"/>`,
  )
  const json: string[] = []
  const options = { flags: { model }, environment: {}, stdout: sink(json), stderr: sink([]), json: true }
  await run(terminalHost({ ...common, ...options }))
  const { findings } = JSON.parse(json.join('')) as { findings: Finding[] }
  const [finding] = findings.filter(({ rule }) => rule === 'V-07')
  expect(finding!.text).toMatch(/^<event> has authorization="k+ \[…\d+ characters left out…\] k+", which is not known$/)
  expect(finding!.text.length).toBeLessThanOrEqual(longestFindingText)
}, 60_000)
