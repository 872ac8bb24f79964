import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CommandLine, commandLine, type Ended, type Started } from '../support/command-line.ts'
import { copyParking } from '../support/copied-parking.ts'
import { folderState } from '../support/folder-state.ts'

/* What people do with the line that nobody planned. The tests follow one another on one local AWS. */
const minutes = 60_000
let line: CommandLine

beforeAll(() => {
  line = commandLine()
})
afterAll(() => line.close(), minutes)

const outcomes = ({ stdout }: Ended) => {
  const { outputs } = JSON.parse(stdout) as { outputs: { stages: readonly { step: string; outcome: string }[] } }
  return Object.fromEntries(outputs.stages.map(({ step, outcome }) => [step, outcome]))
}

/** Waits until a command has said something. */
async function hasSaid({ child, ended }: Started, text: string): Promise<void> {
  let said = ''
  child.stderr?.on('data', (chunk: string) => {
    said += chunk
  })
  const over = ended.then(({ stderr }) => Promise.reject(new Error(`it ended without ${text}: ${stderr}`)))
  over.catch(() => {})
  while (!said.includes(text)) await Promise.race([sleep(5), over])
}

test(
  'a template without scenarios goes to production without a gate, and the line says so',
  async () => {
    mkdirSync(join(line.folder, 'plain'))
    writeFileSync(
      join(line.folder, 'plain', 'template.yaml'),
      'Resources: { Topic: { Type: AWS::SNS::Topic } }\nOutputs: { topic: { Value: !Ref Topic } }\n',
    )
    const first = await line.run(['ship', 'plain', '--local'])
    expect(first.code).toBe(0)
    expect(first.stderr).toContain('quality gate: warning: skipped, because the template names no scenarios')
    expect(first.stderr).toContain('production: 1 created, the bytes that run on staging')
    expect(first.stdout).toMatch(/Outputs {2}topic = arn:aws:sns:eu-west-1:222222222222:/)
    const second = await line.run(['ship', 'plain', '--local', '--json'])
    expect(outcomes(second)).toEqual({
      build: 'no-changes',
      package: 'no-changes',
      staging: 'no-changes',
      production: 'no-changes',
    })
  },
  2 * minutes,
)

test(
  'a template without scenarios stops at the gate where production asks for its evidence',
  async () => {
    mkdirSync(join(line.folder, 'strict'))
    writeFileSync(join(line.folder, 'strict', 'template.yaml'), 'Resources: { Topic: { Type: AWS::SNS::Topic } }\n')
    writeFileSync(
      join(line.folder, 'strict', 'liftlock.yml'),
      'environments:\n  staging: { account: "111111111111", region: eu-west-1 }\n' +
        '  production: { account: "222222222222", region: eu-west-1, requires: [quality-gate@staging] }\n',
    )
    const ended = await line.run(['ship', 'strict', '--local', '--json'])
    expect(ended.code).toBe(2)
    expect(JSON.parse(ended.stdout).error).toMatchObject({
      reason: 'gate-invalid',
      hint: expect.stringContaining('Gate'),
    })
    expect(outcomes(ended)).not.toHaveProperty('production')
  },
  minutes,
)

test(
  'a folder with spaces and quotes that cannot be written works from anywhere, and the closing words can be pasted',
  async () => {
    const folder = join(line.folder, `my "desk" of Ann's`)
    copyParking(folder)
    const before = folderState(folder)
    chmodSync(folder, 0o555)
    const cwd = join(line.folder, 'elsewhere')
    mkdirSync(cwd)
    const args = ['ship', `../my "desk" of Ann's`, '--local', '--no-tests', '--out', 'made here', '--until', 'staging']
    const ended = await line.start(args, { cwd }).ended
    chmodSync(folder, 0o755)
    expect(folderState(folder)).toEqual(before)
    expect(ended.code).toBe(0)
    expect(readFileSync(join(cwd, 'made here', 'app', 'template.json'), 'utf8')).toContain('Resources')
    expect(ended.stdout).toContain('Staging runs release')
    expect(ended.stdout).toContain(
      `ship '../my "desk" of Ann'"'"'s' --local --no-tests --out 'made here' --until staging\n`,
    )
  },
  2 * minutes,
)

test(
  'an interruption ends as what it is, and the next run brings the line to its end',
  async () => {
    copyParking(join(line.folder, 'parking'))
    const ship = () => line.start(['ship', 'parking', '--local', '--json', '--rerun', '--no-tests'])

    const during = ship()
    await hasSaid(during, 'generate: ')
    during.child.kill('SIGINT')
    const interrupted = await during.ended
    expect([130, 3]).toContain(interrupted.code)
    expect(['cancelled', 'operation-running']).toContain(JSON.parse(interrupted.stdout).error.reason)

    const testing = ship()
    await hasSaid(testing, 'staging: ')
    testing.child.kill('SIGINT')
    const untested = await testing.ended
    expect(untested.code).toBe(130)
    expect(JSON.parse(untested.stdout)).toMatchObject({ stage: 'quality-gate', error: { reason: 'cancelled' } })

    const last = await ship().ended
    expect(last.code).toBe(0)
    expect(outcomes(last)).toMatchObject({ 'quality gate': 'succeeded', production: 'succeeded' })
  },
  3 * minutes,
)

test(
  'two lines at once on one folder end honestly, and the application is whole',
  async () => {
    copyParking(join(line.folder, 'parking')).edit('lib/Pricing.py', 'MINIMUM_RATE = 1.0', 'MINIMUM_RATE = 1.1')
    const ship = () => line.run(['ship', 'parking', '--local', '--json', '--no-tests'])
    const both = await Promise.all([ship(), ship()])
    // The later one follows, or makes way (4); neither breaks.
    expect(both.map(({ code }) => code).sort()[0]).toBe(0)
    for (const { code } of both) expect([0, 3, 4]).toContain(code)
    expect((await line.run(['generate', 'parking', '--check', '--json'])).code).toBe(0)
    const after = await ship()
    expect(after.code).toBe(0)
    expect(new Set(Object.values(outcomes(after)))).toEqual(new Set(['no-changes']))
  },
  3 * minutes,
)

test(
  'a reader that goes away does not stop the work',
  async () => {
    const started = line.start(['ship', 'parking', '--local', '--no-tests'])
    started.child.stdout?.destroy()
    started.child.stderr?.destroy()
    expect((await started.ended).code).toBe(0)
  },
  minutes,
)

test('a cache folder that cannot be written is named with the variable that sets it', async () => {
  writeFileSync(join(line.folder, 'file'), '')
  const cache = join(line.folder, 'file', 'cache')
  const ended = await line.run(['generate', 'parking', '--out', 'other', '--json'], { LIFTLOCK_CACHE: cache })
  expect(ended.code).toBe(2)
  expect(JSON.parse(ended.stdout).error).toMatchObject({
    reason: 'file-unreadable',
    message: expect.stringContaining(cache),
    hint: expect.stringContaining('LIFTLOCK_CACHE'),
  })
})

test('a state folder that cannot be written is named', async () => {
  writeFileSync(join(line.folder, 'file'), '')
  const ended = await line.run(['local', 'up', '--json'], { LIFTLOCK_HOME: join(line.folder, 'file', 'home') })
  expect(ended.code).toBe(1)
  expect(JSON.parse(ended.stdout).error).toMatchObject({
    reason: 'local-unavailable',
    message: expect.stringContaining(join(line.folder, 'file', 'home')),
  })
})
