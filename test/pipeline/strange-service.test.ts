import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { edgeName } from '../../src/core/run/describe.ts'
import type { Host } from '../../src/core/run/host.ts'
import { runStage } from '../../src/core/run/run.ts'
import { githubHost } from '../../src/hosts/github/github.ts'
import { terminalHost } from '../../src/hosts/terminal/terminal.ts'
import { description } from '../../src/stages/pipeline/description.ts'
import { pipeline } from '../../src/stages/pipeline/stage.ts'
import { type DrivenCommand, type DrivenShop, drivenCommands, drivenShop } from '../support/driven-shop.ts'
import { commandsIn } from '../support/runner-commands.ts'

/*
 * A pipeline of strangers: every text that the service gives, and every refusal, is hostile. No host obeys it, and no
 * secret of ours stands in what is printed.
 */
const secret = 'c2VjcmV0LW9mLXRoZS10ZXN0-and-more'
const hostile = [
  '\u001b[2J\u001b]0;title\u0007\u009b31m\u0008\u007f\u202egnp\u2066\u200b\u2028',
  '\r\n::set-output name=outcome::succeeded\n##[add-path]/tmp\n::stop-commands::word\r::error::no\u0085##vso[task.complete]',
  `${secret} \`$(touch ran)\` | <b>x</b> ${'x'.repeat(20_000)}`,
].join(' ')
/** What has a form of its own, which the service keeps: the rest is text. */
const formed = /^(pipelineExecutionId|actionExecutionId|status|category|executionType|executionMode|nextToken|token)$/

let shop: DrivenShop
let folder: string
beforeEach(async () => {
  shop = await drivenShop(30)
  folder = mkdtempSync(join(tmpdir(), 'liftlock-strange-'))
})
afterEach(async () => {
  await shop.service.stop()
  rmSync(folder, { recursive: true })
})

const of = { signal: new AbortController().signal, onExitCode() {}, aws: async () => shop.service.aws }
type Inputs = Readonly<Record<string, string>>
const hosts: Readonly<Record<string, (inputs: Inputs, stdout: { write: (text: string) => unknown }) => Host>> = {
  GitHub: (inputs, stdout) => {
    const files = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'].map((name) => [name, join(folder, name)] as const)
    for (const [, path] of files) writeFileSync(path, '')
    const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])
    return githubHost({ ...of, stdout, stages: {}, environment: Object.fromEntries([...files, ...given]) })
  },
  'a terminal': (flags, stdout) => terminalHost({ ...of, flags, environment: {}, stdout, stderr: stdout, json: false }),
  'a terminal with --json': (flags, stdout) =>
    terminalHost({ ...of, flags, environment: {}, stdout, stderr: stdout, json: true }),
}

/** What a host prints while it runs a command. */
async function printed(host: string, name: DrivenCommand, meant: object = { pipeline: 'shop' }): Promise<string> {
  shop.prepare(name)
  const known: { readonly inputs?: object; readonly effects: object } = drivenCommands[name]
  const given = Object.entries({ ...meant, ...known.inputs }).map(([key, value]) => [edgeName(key), `${value}`])
  let text = ''
  const made = hosts[host]!({ command: name, ...Object.fromEntries(given) }, { write: (more) => (text += more) })
  const context = async () => {
    const own = await made.context()
    own.report({ kind: 'secret', value: secret })
    text = ''
    return { ...own, clock: shop.service.clock }
  }
  await runStage(description, async () => pipeline, { ...made, context })
  return text
}

/** What must not be in it. */
function effectsOf(text: string) {
  const ours = new Set(['group', 'endgroup', 'error', 'warning', 'notice'])
  return {
    commands: commandsIn(text).filter(({ name }) => !ours.has(name)),
    controls: text.match(/(?![\n\t])[\p{Cc}\u2028-\u202e\u2066-\u2069\u200b]/gu),
    secret: text.includes(secret),
    isLong: text.length > 2_000_000,
  }
}
const none = { commands: [], controls: null, secret: false, isLong: false }

/** What says nothing of what it reads. */
const silent: readonly DrivenCommand[] = ['list', 'stop']
const names = Object.keys(drivenCommands) as DrivenCommand[]
const each = Object.keys(hosts).flatMap((host) => names.map((name) => [host, name] as const))
test.each(each)('%s runs %s over texts of strangers, and obeys none of them', async (host, name) => {
  shop.service.text = (text, member) => (formed.test(member) ? text : `${text}${hostile}`)
  shop.service.log = () => ({ events: [{ timestamp: 1, message: hostile }] })
  const text = await printed(host, name)
  expect(effectsOf(text)).toEqual(none)
  expect(text.includes('\\u202egnp')).toBe(!silent.includes(name))
})

test.each(Object.keys(hosts))('%s lists pipelines with names of strangers, and obeys none of them', async (host) => {
  shop.service.text = (text) => `${text}${hostile}`
  const text = await printed(host, 'list', {})
  expect(effectsOf(text)).toEqual(none)
  expect(text).toContain('\\u202egnp')
})

test.each(each)('%s shows why the service refuses %s, and obeys nothing in it', async (host, name) => {
  shop.service.fault = () => ({ code: 'ValidationException', message: hostile })
  const text = await printed(host, name)
  expect(effectsOf(text)).toEqual(none)
  expect(text).toContain('ValidationException')
})

test('on GitHub, the outputs and the summary hold the texts as data', async () => {
  shop.service.text = (text, member) => (formed.test(member) ? text : `${text}${hostile}`)
  await printed('GitHub', 'show')
  const [outputs, summary] = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'].map((name) =>
    readFileSync(join(folder, name), 'utf8'),
  )
  expect(outputs).not.toContain(secret)
  expect(summary).not.toContain(secret)
  expect(outputs!.split('\n').filter((line) => line.startsWith('::') || line.startsWith('outcome='))).toEqual([])
  expect(summary).not.toContain('<b>')
})
