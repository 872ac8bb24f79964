import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CommandLine, commandLine, type Ended, type Started } from '../support/command-line.ts'
import { type CopiedModel, copyParking } from '../support/copied-parking.ts'
import { folderState } from '../support/folder-state.ts'
import { stateOf } from './parking-state.ts'

/* What people do with the line that nobody planned. The tests follow one another on one local AWS. */
const minutes = 60_000
let line: CommandLine
/** The model that staging and production run, once the line was interrupted and run again. */
let parking: CopiedModel

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
    parking = copyParking(join(line.folder, 'parking'))
    parking.edit('lib/Pricing.py', 'MINIMUM_RATE = 1.0', 'MINIMUM_RATE = 1.1')
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

/* What goes wrong on the way leaves buckets and stacks as they were. */
const shipWhole = (...args: string[]) => line.run(['ship', 'parking', '--local', '--no-tests', '--json', ...args])
const errorOf = ({ stdout }: Ended) => JSON.parse(stdout).error as { reason: string; message: string }

test(
  'a model with an error reaches neither bucket nor stack',
  async () => {
    const before = [await stateOf(line, 'staging'), await stateOf(line, 'production')]
    parking.edit('lib/Pricing.py', 'MINIMUM_RATE = 1.1', 'MINIMUM_RATE =')
    const ended = await shipWhole()
    expect(ended.code).toBe(1)
    expect(errorOf(ended).reason).toBe('model-invalid')
    expect(ended.stderr).toContain('parking/lib/Pricing.py:')
    expect([await stateOf(line, 'staging'), await stateOf(line, 'production')]).toEqual(before)
    parking.edit('lib/Pricing.py', 'MINIMUM_RATE =', 'MINIMUM_RATE = 1.1')
  },
  2 * minutes,
)

test(
  'an artifact that cannot be made because the disk is full leaves bucket and stack',
  async () => {
    parking.edit('lib/Pricing.py', 'MINIMUM_RATE = 1.1', 'MINIMUM_RATE = 1.25')
    expect((await shipWhole('--until', 'generate')).code).toBe(0)
    const before = await stateOf(line, 'staging')
    const args = ['package', 'build/parking-desk', '--configuration', 'parking', '--export', 'release.zip', '--json']
    const ended = await line.start(args, { fileBlocks: 40 }).ended
    expect(ended.code).toBe(1)
    expect(errorOf(ended)).toMatchObject({ reason: 'disk-full', message: expect.stringContaining('release.zip') })
    expect(await stateOf(line, 'staging')).toEqual(before)
  },
  2 * minutes,
)

test(
  'a scenario that never gets its trace says for which it waited, where it is written, and how long',
  async () => {
    const before = await stateOf(line, 'production')
    const trace = '<expected-trace command="Parking.Garage.Open" status="success"></expected-trace>'
    const never = '<expected-trace command="Parking.Garage.Close" status="success"></expected-trace>'
    parking.edit('scenarios/OpenGarage.xml', trace, `${trace}\n    ${never}`)
    const ended = await line.run(['ship', 'parking', '--local', '--no-tests', '--json'], {
      LIFTLOCK_TRACE_TIMEOUT: '3',
    })
    expect(ended.code).toBe(1)
    expect(errorOf(ended).reason).toBe('gate-failed')
    expect(ended.stderr).toMatch(/parking\/scenarios\/OpenGarage\.xml:1\d/)
    expect(ended.stderr).toContain('Parking.Garage.Close')
    expect(ended.stderr).toMatch(/after 3(\.\d)? s/)
    expect(await stateOf(line, 'production')).toEqual(before)
  },
  2 * minutes,
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
