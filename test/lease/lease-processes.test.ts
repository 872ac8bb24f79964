import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { sha256 } from '../../src/core/sha256.ts'
import { findEnvironmentRecord } from '../../src/delivery/environment/environment-record.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { typeScriptLoader } from '../support/command-program.ts'
import { type LeaseStore, openMinistack } from './lease-stores.ts'

/* Runs as processes of their own on one bucket, stopped and ended as operating systems and runners do. */
let store: Required<LeaseStore>
beforeAll(async () => {
  store = await openMinistack()
}, 60_000)
afterAll(() => store.close())

interface Run {
  readonly process: ChildProcess
  /** The next thing that it says. */
  hear(): Promise<string>
  tell(line: string): void
}

let runs: Run[]
beforeEach(() => {
  runs = []
})
afterEach(async () => {
  for (const { process: child } of runs)
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
})

function start(name: string): Run {
  const root = packageRoot()
  const args = [...typeScriptLoader(), join(root, 'test', 'lease', 'lease-process.ts'), store.address.endpoint, name]
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '', AWS_SECRET_ACCESS_KEY: store.address.secretAccessKey },
  })
  const said = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const run: Run = {
    process: child,
    hear: async () => (await said.next()).value ?? 'nothing',
    tell: (line) => void child.stdin!.write(`${line}\n`),
  }
  runs.push(run)
  return run
}

const fencingOf = (words: string) => Number(/^working (\d+)$/.exec(words)?.[1])
const recorded = async () => {
  const address = { bucket: 'bucket', application: 'parking', environment: 'staging' }
  return (await findEnvironmentRecord(store.objects, address))?.record.release
}

test('a run that was stopped past the life of its lease and goes on later writes nothing', async () => {
  const stopped = start('stopped')
  const first = fencingOf(await stopped.hear())
  stopped.tell('write')
  expect(await stopped.hear()).toBe('written')
  stopped.process.kill('SIGSTOP')

  const second = start('second')
  expect(fencingOf(await second.hear())).toBe(first + 1)
  second.tell('write')
  expect(await second.hear()).toBe('written')

  stopped.tell('write')
  stopped.process.kill('SIGCONT')
  expect(await stopped.hear()).toBe('refused lease-lost')
  expect(await recorded()).toBe(sha256('second'))
  second.tell('end')
  expect(await second.hear()).toBe('ended')
}, 60_000)

test('a run that was killed is followed by the next, with a higher fencing number', async () => {
  const killed = start('killed')
  const first = fencingOf(await killed.hear())
  killed.process.kill('SIGKILL')
  const next = start('next')
  expect(fencingOf(await next.hear())).toBe(first + 1)
  next.tell('write')
  expect(await next.hear()).toBe('written')
  expect(await recorded()).toBe(sha256('next'))
}, 60_000)

test('a run that is told to end gives its lease back before it goes', async () => {
  const told = start('told')
  await told.hear()
  told.process.kill('SIGTERM')
  expect(await told.hear()).toMatch(/^refused /)
  const object = await store.objects.read('bucket', 'locks/parking/staging.json')
  expect(JSON.parse(new TextDecoder().decode(object?.body))).toMatchObject({ holder: null })
}, 60_000)
