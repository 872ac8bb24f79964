import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readWorkflowSources } from '../../scripts/audit-workflows/workflow-sources.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { commandsIn } from '../support/runner-commands.ts'
import { parseOutputs } from '../support/step-outputs.ts'

/* Every script of our workflows and actions, run as a runner does, with values as branches, titles and inputs may have them. */
interface Script {
  readonly place: string
  readonly run: string
  readonly names: readonly string[]
}
interface Step {
  readonly id?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, string>>
}

/**
 * `dist/setup.js` has its own tests with such values, test/dist/setup.test.ts; `.ci/run` takes none. A test command is
 * code by its purpose, and the job that runs it has no access to AWS.
 */
const programs = /dist\/setup\.js|^\.ci\/run$|^bash -euo pipefail -c "\$COMMAND"$/
/** One of four words, whatever anybody does. */
const ofThePlatform = /\$\{\{ needs\.\w+\.result \}\}/g
const scripts: readonly Script[] = readWorkflowSources(packageRoot()).flatMap(({ path, text, kind }) => {
  if (kind === 'example') return []
  const { jobs = {}, runs } = parse(text) as { jobs?: Record<string, { steps?: Step[] }>; runs?: { steps?: Step[] } }
  const steps = [...Object.values(jobs).flatMap((job) => job.steps ?? []), ...(runs?.steps ?? [])]
  return steps.flatMap(({ run, env = {} }, index) => {
    if (run === undefined || programs.test(run)) return []
    const names = Object.keys(env).filter((name) => env[name]!.replace(ofThePlatform, '').includes('${{'))
    return [{ place: `${path}, step ${index + 1}`, run, names }]
  })
})

const values: readonly string[] = [
  'a$(touch x)',
  'a`touch x`',
  '"; touch x; "',
  "'; touch x; '",
  '|| touch x #',
  'a\ntouch x\nstolen=1\nname=stolen',
  'a\r\nstolen=1',
  '::set-output name=stolen::1',
  'a\n::set-output name=stolen::1\n##[add-mask]x',
  'a##[add-mask]x',
  'a\r::add-mask::x',
  '\u0085::stop-commands::x',
  '${{ github.token }}',
  '-n',
  '%s%n%(date)T',
  '../../../x',
  '*',
  '\u202Egnp.exe',
  'a'.repeat(10_000),
]

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-hostile-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test.each(scripts)('no value is code, another output or a command in $place', ({ run, names }) => {
  const files = { GITHUB_OUTPUT: join(folder, 'output'), GITHUB_STEP_SUMMARY: join(folder, 'summary') }
  const declared = new Set([...run.matchAll(/(?:^|[\s"'n])([a-z][\w-]*)=(?:%s|quality)/g)].map(([, name]) => name))
  for (const value of values) {
    for (const path of Object.values(files)) writeFileSync(path, '')
    const env = { PATH: process.env.PATH, ...files, ...Object.fromEntries(names.map((name) => [name, value])) }
    const { stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', run], {
      cwd: folder,
      env,
      encoding: 'utf8',
    })
    expect([value.slice(0, 40), readdirSync(folder).sort()]).toEqual([value.slice(0, 40), ['output', 'summary']])
    const outputs = Object.entries(parseOutputs(readFileSync(files.GITHUB_OUTPUT, 'utf8')))
    expect(outputs.filter(([name]) => !declared.has(name))).toEqual([])
    expect(outputs.filter(([, text]) => /stolen/.test(text) && text.includes('\n'))).toEqual([])
    const commands = commandsIn(`${stdout}\n${stderr}`)
    expect(commands.filter(({ name, properties }) => !/^(error|notice)$/.test(name) || !properties.title)).toEqual([])
    expect(commands.length).toBeLessThanOrEqual(1)
  }
})

test('there are scripts to try, with values of others in them', () => {
  expect(scripts.filter(({ names }) => names.length > 0).length).toBeGreaterThanOrEqual(4)
})
