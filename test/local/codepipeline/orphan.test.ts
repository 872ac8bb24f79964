import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { freePort } from '../../../src/local/daemon/free-port.ts'
import { findProcess, killGroup } from '../../../src/local/daemon/process-group.ts'
import { commandProgram } from '../../support/command-program.ts'
import { until } from '../../support/local-clients.ts'

let folder: string
let group: number | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-orphan-'))
})
afterEach(() => {
  if (group !== undefined) killGroup(group)
  rmSync(folder, { recursive: true, force: true })
})

/** A parent that starts the executor, tells its number, and is killed by the test. */
const parent = `
  const [program, settings] = JSON.parse(process.argv[1])
  const child = require('node:child_process').spawn(process.execPath, program, {
    detached: true, stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  child.on('message', ({ kind }) => console.log(kind, child.pid))
  child.send(settings)`

/** Stands for an action that runs: a process that the executor starts, and that does not end by itself. */
const action = `
  import { spawn } from 'node:child_process'
  import { isMainThread } from 'node:worker_threads'
  if (isMainThread) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
    child.unref()
    process.stdout.write('action ' + child.pid + '\\n')
  }`

test('an executor whose parent was killed ends, with what is in its group', async () => {
  const { NODE_OPTIONS: _, ...env } = process.env
  const settings = {
    endpoint: 'http://127.0.0.1:1',
    token: 'token',
    secretAccessKey: 'secret',
    iam: false,
    port: await freePort(),
    folder: join(folder, 'kept'),
  }
  const preloaded = `data:text/javascript,${encodeURIComponent(action)}`
  const program = ['--import', preloaded, ...commandProgram(), 'local', 'serve-pipelines']
  const started = spawn(process.execPath, ['-e', parent, JSON.stringify([program, settings])], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  })
  let said = ''
  started.stdout.on('data', (text) => {
    said += text
  })
  await until(async () => said.includes('serves'), 50)
  const numbers = new Map(said.split('\n').map((line) => line.split(' ') as [string, string]))
  group = Number(numbers.get('serves'))
  const running = Number(numbers.get('action'))
  expect(await findProcess(running)).toBeDefined()
  const health = await fetch(`http://127.0.0.1:${settings.port}/_liftlock/health`, {
    headers: { authorization: 'Bearer token' },
  })
  expect(await health.json()).toEqual({ status: 'ok' })

  started.kill('SIGKILL')
  await until(async () => (await findProcess(group!)) === undefined)
  await until(async () => (await findProcess(running)) === undefined)
}, 60_000)

test('outside of the local AWS it says that it is a part of it', async () => {
  const { NODE_OPTIONS: _, ...env } = process.env
  const child = spawn(process.execPath, [...commandProgram(), 'local', 'serve-pipelines'], { env })
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
  })
  const [code] = await once(child, 'close')
  expect(code).toBe(2)
  expect(said).toContain('the executor of pipelines runs only as a part of the local AWS')
}, 60_000)
