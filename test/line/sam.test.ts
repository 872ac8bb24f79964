import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { type CommandLine, commandLine, type Ended } from '../support/command-line.ts'

/* The hello worlds of AWS SAM on the way to production, with permissions enforced. The tests follow one another on one local AWS. */
const minutes = 60_000
let line: CommandLine

beforeAll(() => {
  line = commandLine()
  for (const name of ['sam-python', 'sam-node'])
    cpSync(join(packageRoot(), 'examples', name), join(line.folder, name), { recursive: true })
})
afterAll(() => line.close(), minutes)

// Without the AWS SAM CLI, wherever the tests run.
const path = (process.env.PATH ?? '')
  .split(':')
  .filter((folder) => !existsSync(join(folder, 'sam')))
  .join(':')
const ship = (...args: string[]) => line.run(['ship', ...args, '--local', '--iam', '--json'], { PATH: path })
interface Step {
  readonly step: string
  readonly outcome: string
  readonly outputs: Readonly<Record<string, unknown>> & { readonly outputs?: Readonly<Record<string, string>> }
}
const stepsOf = ({ stdout }: Ended): readonly Step[] => JSON.parse(stdout).outputs.stages
const outcomes = (ended: Ended) => Object.fromEntries(stepsOf(ended).map(({ step, outcome }) => [step, outcome]))
const outputsOf = (ended: Ended, step: string) => stepsOf(ended).find((each) => each.step === step)!.outputs
const hello = async (ended: Ended, step: string, query: string) => {
  const address = outputsOf(ended, step).outputs!.HelloApi!
  return (await fetch(new URL(`hello?${query}`, address))).json()
}

test.each([
  ['sam-python', 'visit=2', { message: 'hello world', visit: '2nd' }],
  ['sam-node', 'since=7200000', { message: 'hello world', since: '2 hours' }],
])(
  '%s reaches local production with what its function declares, and answers in both accounts',
  async (name, query, answer) => {
    const ended = await ship(name)

    expect(ended).toMatchObject({ code: 0, stderr: expect.not.stringContaining('warning') })
    expect(outcomes(ended)).toEqual({
      build: 'succeeded',
      package: 'succeeded',
      staging: 'succeeded',
      'quality gate': 'succeeded',
      production: 'succeeded',
    })
    expect(outputsOf(ended, 'quality gate')).toMatchObject({ scenarios: 1 })
    expect(await Promise.all(['staging', 'production'].map((step) => hello(ended, step, query)))).toEqual([
      answer,
      answer,
    ])
    expect(existsSync(join(line.folder, name, 'hello', 'node_modules'))).toBe(false)
  },
  4 * minutes,
)

test(
  'a second run makes the same release again, and finds it in production',
  async () => {
    const ended = await ship('sam-python')

    expect(outcomes(ended)).toMatchObject({ package: 'no-changes', staging: 'no-changes', production: 'no-changes' })
  },
  2 * minutes,
)

test(
  'a test command is the gate of an application without scenarios, and its failure keeps a release out of production',
  async () => {
    const template = join(line.folder, 'sam-node', 'template.yaml')
    const text = readFileSync(template, 'utf8')
    writeFileSync(template, text.replace(/\nMetadata:\n(?: .*\n)+/, '\n').replace('Timeout: 10', 'Timeout: 11'))
    const asks = (word: string) =>
      `node -e "fetch(process.env.HelloApi + 'hello').then((answer) => answer.text()).then((text) => { console.log(text); process.exit(text.includes('${word}') ? 0 : 7) })"`

    const refused = await ship('sam-node', '--test-command', asks('goodbye'))
    const passed = await ship('sam-node', '--test-command', asks('hello world'))

    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stdout).error).toMatchObject({ reason: 'gate-failed' })
    expect(refused.stderr).toContain('it ended with exit code 7; it printed last:')
    expect(outcomes(refused)).not.toHaveProperty('production')
    expect(passed.code).toBe(0)
    expect(outputsOf(passed, 'quality gate')).toMatchObject({ scenarios: 0, testCommand: 'passed' })
    expect(outcomes(passed)).toMatchObject({ 'quality gate': 'succeeded', production: 'succeeded' })
  },
  3 * minutes,
)
