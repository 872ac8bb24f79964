import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { findProcess } from '../process-group.ts'
import { type Executor, startExecutor } from './executor.ts'
import { readExecutorRecord, whyNoPipelines } from './executor-record.ts'

let home: string
let lines: string[]
let executor: Executor | undefined
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'liftlock-executor-'))
  lines = []
})
afterEach(async () => {
  await executor?.stop()
  rmSync(home, { recursive: true, force: true })
})

/** Runs a script in place of the executor. */
function start(script: string): Executor {
  executor = startExecutor({ home, log: (line) => lines.push(line), program: ['-e', script] })
  return executor
}

const settings = { endpoint: 'http://127.0.0.1:1', token: 'token', secretAccessKey: 'secret', iam: false, port: 1 }
const stays = 'setInterval(() => {}, 60_000); '
const serves = `${stays}process.once('message', () => process.send({ kind: 'serves' })); `
const entry = () => readExecutorRecord(home)

/** Waits until something holds. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10))
}

test('it gets its settings through the channel alone, and stop leaves nothing', async () => {
  const { serve, stop } = start(`${stays}
    process.once('message', (settings) => {
      require('node:fs').writeFileSync('given', JSON.stringify([settings, process.argv, process.env]))
      process.send({ kind: 'serves' })
    })`)
  expect(await whyNoPipelines(home)).toBe('it was not started')
  await serve(settings)

  expect(await whyNoPipelines(home)).toBeUndefined()
  const { pid } = (await entry())!.process!
  const [given, argv, env] = JSON.parse(readFileSync(join(home, 'pipelines', 'given'), 'utf8'))
  expect(given).toEqual({ ...settings, folder: join(home, 'pipelines') })
  expect(JSON.stringify([argv, env])).not.toMatch(/secret|token/)
  expect(Object.keys(env).filter((name) => name.startsWith('AWS_'))).toEqual(
    expect.arrayContaining(['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']),
  )
  await stop()
  expect(readdirSync(home)).toEqual([])
  expect(await findProcess(pid)).toBeUndefined()
})

test('what a daemon left behind that was killed is not there any more', async () => {
  mkdirSync(join(home, 'pipelines'))
  writeFileSync(join(home, 'pipelines', 'of-another-emulator'), '')
  await start(serves).serve(settings)
  expect(readdirSync(join(home, 'pipelines'))).toEqual([])
})

test('after kill -9 another process serves with the same settings, and what the first one started is gone', async () => {
  const { serve } = start(`${stays}
    const { writeFileSync, existsSync } = require('node:fs')
    process.once('message', ({ port }) => {
      if (!existsSync('child')) {
        const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
        writeFileSync('child', String(child.pid))
      } else writeFileSync('again', String(port))
      process.send({ kind: 'serves' })
    })`)
  await serve(settings)
  const first = (await entry())!.process!
  const child = Number(readFileSync(join(home, 'pipelines', 'child'), 'utf8'))
  expect(await findProcess(child)).toBeDefined()

  process.kill(first.pid, 'SIGKILL')
  await until(async () => {
    const { process: next, reason } = (await entry()) ?? {}
    return reason === undefined && next !== undefined && next.pid !== first.pid
  })

  expect(readFileSync(join(home, 'pipelines', 'again'), 'utf8')).toBe('1')
  await until(async () => (await findProcess(child)) === undefined)
  expect(lines).toEqual(['CodePipeline does not run: its process ended by SIGKILL. It is started again.'])
})

test.each([
  ['process.exit(3)', 'its process ended by exit code 3'],
  [
    "process.once('message', () => process.send({ kind: 'failed', reason: 'the port is taken' }, () => process.exit(1)))",
    'the port is taken',
  ],
])('one that cannot start holds nothing up, and says why: %s', async (script, reason) => {
  const { serve } = start(script)
  await serve(settings)
  await until(() => lines.length > 1)
  expect(lines.slice(0, 2)).toEqual(Array(2).fill(`CodePipeline does not run: ${reason}. It is started again.`))
  expect([reason, 'it is being started']).toContain(await whyNoPipelines(home))
})

test('one that fails once serves at its next start', async () => {
  const { serve } = start(`
    const { existsSync, writeFileSync } = require('node:fs')
    if (!existsSync('tried')) { writeFileSync('tried', ''); process.exit(1) }
    ${serves}`)
  await serve(settings)
  await until(async () => (await whyNoPipelines(home)) === undefined)
  expect(lines).toHaveLength(1)
})

test('one that does not end when it is told to is killed', async () => {
  const { serve, stop } = start(`process.on('SIGTERM', () => {}); process.on('disconnect', () => {}); ${serves}`)
  await serve(settings)
  const { pid } = (await entry())!.process!
  await stop()
  expect(await findProcess(pid)).toBeUndefined()
})

test('one that still waits for the emulator ends with the daemon', async () => {
  const { stop } = start(serves)
  await until(async () => (await entry())?.process !== undefined)
  await stop()
  expect(readdirSync(home)).toEqual([])
})
