import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { tinyRequirement, tinyWheel, wheelOfTiny } from '../../test/support/tiny-wheel.ts'
import type { Processes } from '../core/ports/processes.ts'
import { StageError } from '../core/run/stage-error.ts'
import { findPython } from './find-python.ts'
import { nodeProcesses } from './node-processes.ts'
import { ensurePython } from './python-environment.ts'

// Making an environment takes seconds, and longer while other tests run.
jest.setTimeout(180_000)

let folder: string
let requirements: string
const processes = nodeProcesses(new AbortController().signal)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-python-'))
  requirements = join(folder, 'requirements.txt')
  writeFileSync(requirements, '# nothing is needed\n')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const cache = () => join(folder, 'cache')
const ensure = (by: Pick<Processes, 'run'> = processes, where = cache()) =>
  ensurePython({ requirements, cache: where, processes: by, interpreter: () => findPython(by) })

test('an environment is made once, and starts nothing but a look for Python afterwards', async () => {
  const first = await ensure()
  expect(existsSync(first)).toBe(true)
  const started: string[] = []
  const watched: Pick<Processes, 'run'> = {
    run: (command, args, options) => {
      started.push(args.join(' '))
      return processes.run(command, args, options)
    },
  }
  expect(await ensure(watched)).toBe(first)
  expect(started).toHaveLength(1)
})

test('two at once make one environment and leave nothing half done', async () => {
  const both = await Promise.all([1, 2].map(() => ensure()))
  expect(new Set(both).size).toBe(1)
  expect(readdirSync(cache())).toHaveLength(1)
})

test('an interruption while Python is looked for is not taken for a machine without Python', async () => {
  const stop = new AbortController()
  const interrupted = nodeProcesses(stop.signal)
  const asked = ensure(interrupted)
  stop.abort(new Error('interrupted'))
  await expect(asked).rejects.toThrow(/interrupted|aborted/)
})

test('a cache that cannot be written names its folder and the variable', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  await expect(ensure(processes, join(file, 'cache'))).rejects.toMatchObject({
    reason: 'file-unreadable',
    message: expect.stringContaining(join(file, 'cache')),
    hint: expect.stringContaining('LIFTLOCK_CACHE'),
  })
})

test('no Python gets one sentence, with what is needed', async () => {
  const none: Pick<Processes, 'run'> = {
    run: () => Promise.reject(new StageError('tool-missing', 'python3 cannot be started: ENOENT')),
  }
  await expect(ensure(none)).rejects.toMatchObject({
    reason: 'python-missing',
    message: 'Python 3.11 or newer is needed, and none was found',
  })
})

test('an old Python is named with its version', async () => {
  const old: Pick<Processes, 'run'> = { run: async () => ({ exitCode: 0, stdout: 'False|3.9.2|/usr\n', stderr: '' }) }
  await expect(ensure(old)).rejects.toMatchObject({
    reason: 'python-missing',
    message: expect.stringContaining('python3 is 3.9.2'),
  })
})

test('packages that cannot be had leave no environment behind', async () => {
  writeFileSync(requirements, `liftlock-has-no-such-package==1.0 --hash=sha256:${'0'.repeat(64)}\n`)
  await expect(ensure()).rejects.toMatchObject({
    reason: 'dependency-unavailable',
  })
  expect(readdirSync(cache())).toEqual([])
})

test('an interpreter whose pip cannot install for others makes an environment with a pip of its own', async () => {
  const made: string[] = []
  const old: Pick<Processes, 'run'> = {
    run: async (command, args, options) => {
      if (args.at(-1) === askForPip) return { exitCode: 0, stdout: '21.2.4\n', stderr: '' }
      if (!args.includes('venv')) return processes.run(command, args, options)
      made.push(args.slice(0, -1).join(' '))
      return { exitCode: 1, stdout: '', stderr: 'that is enough' }
    },
  }
  await expect(ensure(old)).rejects.toMatchObject({ reason: 'python-missing' })
  expect(made).toEqual(['-m venv'])
})

const askForPip = 'import pip; print(pip.__version__)'

test.each([
  ['lends its pip', '23.2.1\n', false],
  ['has none', '', true],
])('an interpreter that %s is enough', async (_, version, own) => {
  const index = join(folder, 'index')
  mkdirSync(index)
  const bytes = await wheelOfTiny()
  writeFileSync(join(index, tinyWheel), bytes)
  writeFileSync(requirements, tinyRequirement(bytes))
  const telling: Pick<Processes, 'run'> = {
    run: async (command, args, options) =>
      args.at(-1) === askForPip
        ? { exitCode: version === '' ? 1 : 0, stdout: version, stderr: '' }
        : processes.run(command, args, { ...options, environment: { PIP_NO_INDEX: '1', PIP_FIND_LINKS: index } }),
  }
  const python = await ensure(telling)
  expect(execFileSync(python, ['-c', 'import tiny; print(tiny.name)'], { encoding: 'utf8' })).toBe('tiny\n')
  expect(existsSync(join(python, '..', 'pip'))).toBe(own)
})
