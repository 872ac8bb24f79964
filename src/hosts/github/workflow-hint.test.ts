import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { StageDescription } from '../../core/run/describe.ts'
import { readInputs, requireInputs } from '../../core/run/run.ts'
import type { StageError } from '../../core/run/stage-error.ts'
import { type StageName, stages } from '../../stages/stages.ts'
import { packageRoot } from '../../system/package-root.ts'
import { workflowHint } from './workflow-hint.ts'

const names = Object.keys(stages)
const descriptions = await Promise.all(Object.values(stages).map(({ describe }) => describe()))
const inputs = descriptions.flatMap((description) => description.inputs)
/** What nobody can write into a workflow. */
const ofTheCommandLine = new RegExp(`--[a-z]|--help|\\bliftlock (?:${names.join('|')})(?![\\w-])`)

function hintOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return (error as StageError).hint ?? ''
  }
  throw new Error('nothing was refused')
}

test.each(descriptions.map((description) => [description.name, description] as const))(
  'what %s says of its inputs can be written into a workflow',
  async (name, description: StageDescription) => {
    const stage = await stages[name as StageName].load()
    const missing = hintOf(() => requireInputs(description, { input: () => undefined }))
    const flags = description.inputs.filter(({ kind }) => kind === 'flag')
    const wrong = hintOf(() => readInputs(stage, description, { input: () => (flags.length > 0 ? '' : undefined) }))
    for (const hint of [missing, wrong]) {
      const shown = workflowHint(hint, description, names)
      expect(shown).toContain(`see the README of the action ${name}`)
      expect(shown).not.toMatch(ofTheCommandLine)
      expect(shown).not.toMatch(/<[a-z-]+>/)
    }
    expect(workflowHint(missing, description, names)).toMatch(/^give the input [a-z-]+/)
  },
)

test.each([
  [
    'give --from <environment>, or write "x" into liftlock.yml',
    'give the input from (environment), or write "x" into liftlock.yml',
  ],
  [
    'give <release>, or --release-of <environment> for what runs there',
    'give the input release, or the input release-of (environment) for what runs there',
  ],
  ['liftlock package --version 1.9.9 makes it', 'the action package with version: 1.9.9 makes it'],
  ['liftlock package makes one', 'the action package makes one'],
  ['such as build/<application>/app', 'such as build/<application>/app'],
  [
    'such as arn:aws:cloudformation:<region>:<account>:changeSet/<name>/<id>',
    'such as arn:aws:cloudformation:<region>:<account>:changeSet/<name>/<id>',
  ],
  ['liftlock packages a folder by itself', 'liftlock packages a folder by itself'],
  [
    'deploy one there: liftlock deploy <release> --environment staging',
    'deploy one there: the action deploy with release: <release>, environment: staging',
  ],
  [
    'liftlock deploy 9f3a61c04e7b --environment staging --plan 4be107d293aa5c1f8e02b6d47a9931c0f5d8e6472b1a90c3e4f7d5586a0b3c91',
    'the action deploy with release: 9f3a61c04e7b, environment: staging, plan: 4be107d293aa5c1f8e02b6d47a9931c0f5d8e6472b1a90c3e4f7d5586a0b3c91',
  ],
  [
    'give --application, or write "application: <name>" into liftlock.yml',
    'give the input application, or write "application: <name>" into liftlock.yml',
  ],
  ['in staging, or with --clean=skip on the data', 'in staging, or with the input clean: skip on the data'],
  ['run the same command again in a minute', 're-run the job in a minute'],
  [
    'lock it: pip-compile --generate-hashes --strip-extras requirements.in',
    'lock it: pip-compile --generate-hashes --strip-extras requirements.in',
  ],
])('%j is said as %j', (hint, said) => {
  expect(workflowHint(hint, { inputs }, names)).toBe(said)
})

test('no hint that a stage can give is of the command line once it is said in a workflow', () => {
  const rooms = ['core', 'aws', 'system', 'delivery', 'generator', 'stages'].map((room) =>
    join(packageRoot(), 'src', room),
  )
  const files = rooms.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .map((path) => readFileSync(join(room, path), 'utf8')),
  )
  const hints = files
    .flatMap((text) => [...text.matchAll(/\b(?:hint|fix): *(?:[^\n]*\? *)?(?:commandText)?(['`])((?:(?!\1).)+)\1/g)])
    .map(([, , hint]) => hint!.replace(/\$\{stage\}/g, names[0]!).replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, 'given'))
  expect(hints.length).toBeGreaterThan(100)
  const left = hints.map((hint) => workflowHint(hint, { inputs }, names)).filter((said) => ofTheCommandLine.test(said))
  // What is done to other things than Liftlock is done in a terminal.
  const others = ['uv export', 'git push', 'pip-compile leaves']
  expect(left.sort()).toEqual(others.map((tool) => expect.stringContaining(tool)))
})
