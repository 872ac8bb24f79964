import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { describeStage } from '../../../src/core/run/describe.ts'
import { readInputs } from '../../../src/core/run/run.ts'
import { sha256 } from '../../../src/core/sha256.ts'
import { generate } from '../../../src/stages/generate/stage.ts'
import { nodeFiles } from '../../../src/system/node-files.ts'
import { nodeProcesses } from '../../../src/system/node-processes.ts'
import { packageRoot } from '../../../src/system/package-root.ts'
import { testPython } from '../../support/ministack.ts'
import { processesBelow } from '../../support/processes-below.ts'
import { type TestContext, testContext } from '../../support/test-context.ts'

jest.setTimeout(60_000)

const seeds = join(packageRoot(), 'test', 'hostile', 'python')
const canary = `CANARY${'x'.repeat(20)}`
/** What a job of GitHub has, and what a machine of a developer has. */
const secrets = [
  ...['GITHUB_TOKEN', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_ENV', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE'],
  ...['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'RUNNER_TEMP'],
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
  ...['PIP_INDEX_URL', 'HTTPS_PROXY', 'https_proxy', 'LIFTLOCK_CACHE', 'INPUT_TOKEN', 'SSH_AUTH_SOCK', 'NPM_TOKEN'],
  ...['PYTHONSTARTUP', 'PYTEST_ADDOPTS', 'SOMETHING_ELSE'],
]

let folder: string
let context: TestContext
const out = (...path: string[]) => join(folder, 'out', ...path)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-hostile-'))
  cpSync(join(packageRoot(), 'examples', 'parking'), join(folder, 'model'), { recursive: true })
  // Attacks import the standard library, and the packages of the model would be installed for that.
  const configuration = join(folder, 'model', 'config.xml')
  writeFileSync(configuration, readFileSync(configuration, 'utf8').replace(/<dependency .*<\/dependency>/, ''))
  rmSync(join(folder, 'model', 'requirements.lock'))
  const environment = { ...process.env, ...Object.fromEntries(secrets.map((name) => [name, canary])) }
  context = testContext({ processes: nodeProcesses(new AbortController().signal, environment) })
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function run() {
  const given: Readonly<Record<string, string>> = { model: join(folder, 'model'), out: out() }
  return generate.run(readInputs(generate, describeStage(generate), { input: (name) => given[name] }), context)
}

/** Puts an attack before the module that the flow Open imports. */
function plant(seed: string, values: Readonly<Record<string, string>> = {}): void {
  const module = join(folder, 'model', 'lib', 'Pricing.py')
  let attack = readFileSync(join(seeds, `${seed}.py`), 'utf8')
  for (const [name, value] of Object.entries(values)) attack = attack.replaceAll(name, value)
  writeFileSync(module, `${attack}\n${readFileSync(module, 'utf8')}`)
}

/** What an attack saw, which it says in the failure of its import. */
async function seen(seed: string, values: Readonly<Record<string, string>> = {}): Promise<Record<string, unknown>> {
  plant(seed, values)
  await expect(run()).rejects.toMatchObject({ reason: 'unit-tests-failed' })
  const text = context.findings.map((finding) => finding.text).join('\n')
  return JSON.parse(/SEEN (\{.*\}) END/.exec(text)?.[1] ?? JSON.stringify({ nothing: text }))
}

const named = [
  ...['AWS_DEFAULT_REGION', 'AWS_EC2_METADATA_DISABLED', 'HOME', 'LANG', 'PATH', 'PYTHONDONTWRITEBYTECODE'],
  ...['PYTHONNOUSERSITE', 'PYTHONPATH', 'PYTHONUTF8', 'PYTEST_DISABLE_PLUGIN_AUTOLOAD', 'TMPDIR'],
]
/** What the machine may add: where Python's library lies, its time zone, and what pytest sets itself. */
const mayBe = ['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'TZ', 'LC_CTYPE', 'PYTEST_CURRENT_TEST', 'PYTEST_VERSION']

test('unit tests see named variables only, and the variables of no other process', async () => {
  const neighbour = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { env: { SECRET: canary } })
  try {
    const shown = readFileSync(`/proc/${neighbour.pid}/environ`, 'utf8')
    expect(shown).toContain(canary)
    const { names, processes } = await seen('attacks/environment')
    expect((names as string[]).filter((name) => !mayBe.includes(name)).sort()).toEqual([...named].sort())
    expect(processes).toBe(0)
  } finally {
    neighbour.kill()
  }
})

test('unit tests write to no folder but their own, and read no file of the user', async () => {
  const python = await testPython()
  const secret = join(folder, 'credentials')
  writeFileSync(secret, canary)
  const folders = ['model', 'out', 'out/app', 'out/report', 'cache'].map((name) => join(folder, name))
  for (const each of folders) mkdirSync(each, { recursive: true })
  const all = [...folders, context.folders.cache, packageRoot(), dirname(python), join(dirname(python), '..')]

  const { written, read } = await seen('attacks/files', {
    CANARY_FOLDERS: JSON.stringify(all),
    CANARY_FILES: JSON.stringify([secret, '/etc/shadow', join(packageRoot(), 'package.json')]),
  })

  expect({ written, read }).toEqual({ written: [], read: [] })
  expect(all.filter((each) => existsSync(join(each, 'planted.py')))).toEqual([])
})

test('unit tests reach no server of this machine', async () => {
  const connections: string[] = []
  const listening = await Promise.all(
    [{ host: '127.0.0.1', port: 0 }, { path: `\0${canary}` }].map(
      (at) =>
        new Promise<Server>((resolve) => {
          const server = createServer((socket) => {
            connections.push('path' in at ? 'socket' : 'port')
            socket.destroy()
          })
          server.listen(at, () => resolve(server))
        }),
    ),
  )
  try {
    const { port } = listening[0]!.address() as { port: number }
    const { reached } = await seen('attacks/network', { CANARY_PORT: String(port), CANARY_SOCKET: canary })
    expect({ reached, connections }).toEqual({ reached: [], connections: [] })
  } finally {
    for (const server of listening) server.close()
  }
})

test('a process that unit tests leave behind ends with them, in a session of its own too', async () => {
  const marker = `daemon-${Date.now()}`
  plant('attacks/daemon', { CANARY_DAEMON: marker })
  await run()
  expect(await processesBelow(marker)).toEqual([])
})

test('files that unit tests change are not those of the application', async () => {
  plant('attacks/copy')
  await run().catch((error: { reason?: string }) => expect(error.reason).toBe('unit-tests-failed'))
  const application = existsSync(out('app')) ? out('app') : out('app.rejected')
  const { files } = JSON.parse(readFileSync(join(application, '.liftlock/generated.json'), 'utf8'))
  const differing = Object.entries(files).filter(
    ([path, digest]) => sha256(readFileSync(join(application, path))) !== String(digest).replace('sha256:', ''),
  )
  expect(differing).toEqual([])
})

const line = String(
  readFileSync(join(packageRoot(), 'examples/parking/domain/Parking/Garage/behavior-flows/Open.xml'), 'utf8')
    .split('\n')
    .findIndex((text) => text.includes('"HappyFlow"')) + 1,
)
const results = 'next(each[15:] for each in __import__("sys").argv if each.startswith("--case-results="))'

test.each(readdirSync(join(seeds, 'forgeries')).map((name) => name.replace('.py', '')))(
  'unit tests whose results were forged have not passed: %s',
  async (seed) => {
    plant(`forgeries/${seed}`, { RESULTS: results, CANARY_LINE: line })

    await expect(run()).rejects.toMatchObject({ reason: 'unit-tests-failed' })

    expect(context.findings.filter(({ severity }) => severity === 'error').length).toBeGreaterThan(0)
    expect(context.findings.filter(({ place }) => place && !place.file.startsWith(join(folder, 'model')))).toEqual([])
    expect(JSON.stringify(context.reports)).not.toContain(canary)
    expect(readFileSync(out('report', 'unit-tests.xml'), 'utf8')).not.toContain(canary)
    expect(existsSync(out('report', 'unit-tests.json'))).toBe(false)
    expect(existsSync(out('app'))).toBe(false)
  },
)

test.each([
  ['memory', 'bytearray(5 << 30)', 'MemoryError'],
  ['a file', 'open("file", "wb").truncate(3 << 30)', 'File too large'],
  ['files', '[open(str(each), "wb").write(bytes(1 << 26)) for each in range(9)]', 'No space left on device'],
])('unit tests that take too much of %s fail, and a note names the limits', async (_, code, message) => {
  const module = join(folder, 'model', 'lib', 'Pricing.py')
  writeFileSync(module, `${code}\n${readFileSync(module, 'utf8')}`)
  await expect(run()).rejects.toMatchObject({ reason: 'unit-tests-failed' })
  expect(context.findings.map(({ text }) => text).join('\n')).toContain(message)
  expect(context.reports).toContainEqual({ kind: 'note', text: expect.stringContaining('4096 MiB of memory') })
})

test('a record of unit tests that lies in the checkout names no file and no other number', async () => {
  await run()
  const path = out('report', 'unit-tests.json')
  const record = JSON.parse(readFileSync(path, 'utf8'))
  writeFileSync(path, JSON.stringify({ ...record, junit: '/etc/passwd' }))
  expect((await run()).junit).toBe(out('report', 'unit-tests.xml'))
  for (const forged of ['null', '{', JSON.stringify({ ...record, passed: '<b>5</b>' })]) {
    writeFileSync(path, forged)
    expect(await run()).toMatchObject({ unitTests: 5 })
  }
})

test('the temporary folder of unit tests is gone afterwards', async () => {
  const before = new Set(readdirSync(tmpdir()))
  await run()
  const left = readdirSync(tmpdir()).filter((name) => !before.has(name) && name.startsWith('liftlock-unit-tests-'))
  expect(left).toEqual([])
  expect((await nodeFiles.walk(out())).filter(({ path }) => path.includes('results.json'))).toEqual([])
})
