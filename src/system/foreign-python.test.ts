import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { processesBelow } from '../../test/support/processes-below.ts'
import type { ForeignOptions } from '../core/ports/processes.ts'
import { runForeignPython } from './foreign-python.ts'

jest.setTimeout(30_000)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-foreign-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const outer = { ...process.env, SECRET: 'canary' }
function run(code: string, options: Partial<ForeignOptions> = {}, python = 'python3', signal?: AbortSignal) {
  const given = { folder, readable: [], environment: {}, timeoutSeconds: 20, maximumBytes: 100_000, ...options }
  return runForeignPython(python, ['-c', code], given, signal ?? new AbortController().signal, outer)
}

/** A Python for which the set-up of namespaces fails like on a kernel that refuses them. */
function pythonWithout(refusals: Readonly<Record<string, string | null>>): string {
  const path = join(folder, 'python')
  const lines = [
    '#!/bin/sh',
    'for word in "$@"; do',
    `  if [ "$word" = --probe ]; then echo '${JSON.stringify(refusals)}'; exit 0; fi`,
    ...Object.entries(refusals).flatMap(([kind, why]) =>
      why === null
        ? []
        : [`  if [ "$word" = ${kind === 'files' ? '--own-files' : '--no-network'} ]; then exit 125; fi`],
    ),
    'done',
    'exec python3 "$@"',
  ]
  writeFileSync(path, lines.join('\n'))
  chmodSync(path, 0o755)
  return path
}

test('code of others has three descriptors, an empty input, and a folder of its own as home and temporary folder', async () => {
  const code = [
    'import os, tempfile',
    'held = sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1]',
    'print(held, os.read(0, 1), os.getcwd(), os.path.expanduser("~"), tempfile.gettempdir(), "SECRET" in os.environ)',
  ].join('\n')
  expect(await run(code)).toEqual({
    exitCode: 0,
    stdout: `[0, 1, 2] b'' ${folder} ${folder} ${folder} False\n`,
    stderr: '',
  })
})

test('code that ignores signals ends with its time, with all that it started', async () => {
  const code = [
    'import os, signal, sys, time',
    'for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)',
    'os.fork(); os.setsid() if os.getpid() != os.getpgid(0) else None; os.fork()',
    'time.sleep(60)',
  ].join('\n')
  expect(await run(code, { timeoutSeconds: 1 })).toMatchObject({ exitCode: 1, stopped: 'time' })
  expect(await processesBelow(folder)).toEqual([])
})

test.each([1, 2])('code that prints without end on output %d ends, and what is kept has a limit', async (number) => {
  const ended = await run(`import os\nwhile True: os.write(${number}, b"x" * 65536)`)
  expect(ended.stopped).toBe('output')
  expect(ended.stdout.length + ended.stderr.length).toBe(100_000)
})

test('an interruption ends it', async () => {
  const stop = new AbortController()
  const running = run('import time; time.sleep(60)', {}, 'python3', stop.signal)
  stop.abort(new Error('interrupted'))
  await expect(running).rejects.toThrow('interrupted')
  expect(await processesBelow(folder)).toEqual([])
})

test('code that answers like a failed set-up gets no second run', async () => {
  const ended = await run('open("runs", "a").write("x"); print("isolation: user namespace: no"); raise SystemExit(125)')
  expect(ended).toEqual(expect.not.objectContaining({ open: expect.anything() }))
  expect(readFileSync(join(folder, 'runs'), 'utf8')).toBe('x')
})

const [noUsers, noRoot] = ['user namespace: Operation not permitted', 'folder /dev: Permission denied']

test.each([
  [{ network: null, files: noRoot }, `this user's files and processes (${noRoot})`],
  [{ network: noUsers, files: null }, `the network (${noUsers})`],
  [{ network: noUsers, files: noUsers }, `the network (${noUsers}) and this user's files and processes (${noUsers})`],
])('what a kernel does not close is said: %j', async (refusals, open) => {
  const code = 'import os; print("SECRET" in os.environ, os.read(0, 1))'
  expect(await run(code, {}, pythonWithout(refusals))).toMatchObject({ exitCode: 0, stdout: "False b''\n", open })
})

test('without namespaces too, what it leaves in its group ends with it', async () => {
  const python = pythonWithout({ network: noUsers, files: noUsers })
  const code = 'import os, time\nif os.fork() == 0: time.sleep(60)\nprint("done")'
  expect(await run(code, {}, python)).toMatchObject({ exitCode: 0, stdout: 'done\n' })
  expect(await processesBelow(folder)).toEqual([])
})

test('a Python that is not there is named', async () => {
  await expect(run('', {}, '/nowhere/python')).rejects.toMatchObject({ reason: 'tool-missing' })
})
