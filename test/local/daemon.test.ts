import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { inCommandWords } from '../../src/core/run/command-words.ts'
import { daemonPaths, readRecord } from '../../src/local/daemon/daemon-record.ts'
import { ensureLocal } from '../../src/local/daemon/ensure-local.ts'
import { tryLock } from '../../src/local/daemon/exclusive-lock.ts'
import { findLocal } from '../../src/local/daemon/find-local.ts'
import { resetLocal } from '../../src/local/daemon/reset-local.ts'
import { stopLocal } from '../../src/local/daemon/stop-local.ts'
import type { LocalEnvironment } from '../../src/local/local-environment.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { commandBundle } from '../support/command-program.ts'
import { localClients, until } from '../support/local-clients.ts'
import { testPython } from '../support/ministack.ts'
import { processesBelow } from '../support/processes-below.ts'
import { zipOf } from '../support/zip.ts'

const seconds = 60_000
let home: string
let notes: string[]

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'liftlock-home-'))
  notes = []
})

afterEach(async () => {
  await stopLocal(home)
  await rm(home, { recursive: true, force: true })
})

function up(options: { iam?: boolean; python?: string; origins?: readonly string[] } = {}): Promise<LocalEnvironment> {
  return ensureLocal({
    bundle: commandBundle(),
    iam: options.iam ?? false,
    egress: false,
    origins: options.origins,
    environment: { LIFTLOCK_HOME: home },
    context: {
      python: async () => options.python ?? testPython(),
      report: (event) => notes.push('text' in event ? inCommandWords(event.text) : ''),
      signal: new AbortController().signal,
      folders: { toolkit: packageRoot(), cache: home },
    },
  })
}

/** What may stay in the state folder: the authority that functions trust, the key of tokens, and the last log. */
async function leftovers(): Promise<readonly string[]> {
  const files = (await readdir(home)).filter((name) => !['authority', 'daemon.log', 'keys'].includes(name))
  return [...files, ...(await processesBelow(home)).map((number) => `process ${number}`)]
}

/** A function that is being run while the test goes on, so that it has a living worker. */
async function startSleepingFunction(local: LocalEnvironment): Promise<void> {
  const { lambda } = localClients(local, '111111111111')
  const source = 'import time\ndef handler(event, context):\n    time.sleep(event["seconds"])\n'
  const FunctionName = 'sleeper'
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'python3.13',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::111111111111:role/x',
      Timeout: 120,
      Code: { ZipFile: await zipOf({ 'index.py': source }) },
    }),
  )
  await lambda.send(new InvokeCommand({ FunctionName, Payload: '{"seconds":0}' }))
  const before = (await processesBelow(home)).length
  expect(before).toBeGreaterThanOrEqual(3)
  await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: '{"seconds":100}' }))
}

test(
  'two at once get one daemon, a later up finds it, and down leaves nothing',
  async () => {
    const [first, second] = await Promise.all([up(), up()])
    const third = await up()

    const ran = await stopLocal(home)

    expect([second, third]).toEqual([first, first])
    expect(ran).toBe(true)
    expect(await leftovers()).toEqual([])
    expect(await stopLocal(home)).toBe(false)
  },
  seconds,
)

test.each(['supervisor', 'emulator', 'both'] as const)(
  'after kill -9 of %s, with a function running, up recovers and down leaves nothing',
  async (part) => {
    const first = await up()
    await startSleepingFunction(first)
    const { supervisor, emulator } = (await readRecord(home))!
    if (part !== 'emulator') process.kill(supervisor.pid, 'SIGKILL')
    if (part !== 'supervisor') process.kill(emulator!.pid, 'SIGKILL')
    await until(async () => (await findLocal({ LIFTLOCK_HOME: home })) === undefined)

    const second = await up()
    const answer = await fetch(`${second.endpoint}/_ministack/health`)
    await stopLocal(home)

    expect(answer.status).toBe(200)
    expect(second.token).not.toBe(first.token)
    expect(await leftovers()).toEqual([])
  },
  seconds,
)

test(
  'down alone cleans up after kill -9 of both parts',
  async () => {
    await startSleepingFunction(await up())
    const { supervisor, emulator } = (await readRecord(home))!
    process.kill(supervisor.pid, 'SIGKILL')
    process.kill(emulator!.pid, 'SIGKILL')

    await stopLocal(home)

    await until(async () => (await leftovers()).length === 0)
    expect(await leftovers()).toEqual([])
  },
  seconds,
)

test(
  'the emulator of a killed supervisor ends by itself, with its functions and its folder',
  async () => {
    await startSleepingFunction(await up())
    const { supervisor } = (await readRecord(home))!
    process.kill(supervisor.pid, 'SIGKILL')

    await until(async () => (await processesBelow(home)).length === 0)

    expect((await readdir(home)).filter((name) => name.startsWith('emulator-'))).toEqual([])
  },
  seconds,
)

/** Status of a preflight of a page at the AppSync adapter. */
async function preflight({ appsyncUrl }: LocalEnvironment, origin: string): Promise<number> {
  return (await fetch(`${appsyncUrl}/abc/graphql`, { method: 'OPTIONS', headers: { origin } })).status
}

test(
  'a daemon starts with its origins, a later up keeps them, and one with other options takes them over, which a note says',
  async () => {
    const first = await up({ origins: ['http://localhost:5173'] })
    const second = await up()
    const noted = [...notes]
    const third = await up({ iam: true })

    expect(first.origins).toEqual(['http://localhost:5173'])
    expect(second).toEqual(first)
    expect(noted).toEqual([])
    expect(third).toMatchObject({ iam: true, origins: first.origins })
    expect(third.token).not.toBe(first.token)
    expect(notes).toEqual([
      'local AWS: started again, because permissions are enforced now (iam); what it held is gone',
    ])
    expect(await preflight(third, 'http://localhost:5173')).toBe(204)
    expect(await preflight(third, 'http://localhost:5174')).toBe(403)
  },
  seconds,
)

test(
  'a running daemon takes other origins, is waited for when it answers late, is emptied by reset, and runs on',
  async () => {
    const first = await up({ origins: ['http://localhost:5173'] })
    await startSleepingFunction(first)
    const { lambda } = localClients(first, '111111111111')

    // It keeps what it holds when its origins change.
    const second = await up({ origins: ['https://app.example'] })
    const after = [await preflight(second, 'https://app.example'), await preflight(second, 'http://localhost:5173')]
    const none = await up({ origins: [] })
    expect(second).toEqual({ ...first, origins: ['https://app.example'] })
    expect(after).toEqual([204, 403])
    expect(none.origins).toEqual([])
    expect(await findLocal({ LIFTLOCK_HOME: home })).toEqual(none)
    await lambda.send(new InvokeCommand({ FunctionName: 'sleeper', Payload: '{"seconds":0}' }))

    // It keeps that also when it answers later than one question for its health waits.
    const { pid } = (await readRecord(home))!.emulator!
    process.kill(pid, 'SIGSTOP')
    setTimeout(() => process.kill(pid, 'SIGCONT'), 6000)
    expect(await up()).toEqual(none)
    await lambda.send(new InvokeCommand({ FunctionName: 'sleeper', Payload: '{"seconds":0}' }))

    await resetLocal(home, none)
    await expect(lambda.send(new InvokeCommand({ FunctionName: 'sleeper' }))).rejects.toThrow(/not found/i)
    expect(await findLocal({ LIFTLOCK_HOME: home })).toEqual(none)
    expect(notes).toEqual([])
  },
  seconds,
)

test(
  'a start that fails says why in one sentence, and leaves nothing',
  async () => {
    await expect(up({ python: '/bin/false' })).rejects.toMatchObject({
      reason: 'local-unavailable',
      message: 'the local AWS did not start: it said nothing',
    })

    expect(await leftovers()).toEqual([])
  },
  seconds,
)

test('a lock whose holder was killed counts as free', async () => {
  const { commandLock } = daemonPaths(home)
  await writeFile(commandLock, JSON.stringify({ pid: process.pid, startTime: '1' }))

  const lock = await tryLock(commandLock)
  const other = await tryLock(commandLock)
  await lock?.release()

  expect(lock).toBeDefined()
  expect(other).toBeUndefined()
  expect(await leftovers()).toEqual([])
})
