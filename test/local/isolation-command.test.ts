import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { until } from '../support/local-clients.ts'
import { testPython } from '../support/ministack.ts'
import { processesBelow } from '../support/processes-below.ts'

const program = join(packageRoot(), 'runtime', 'isolation', 'run.py')
let python: string
let folder: string

beforeAll(async () => {
  python = await testPython()
})

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftlock-run-'))
  await writeFile(join(folder, 'file'), 'content')
})

afterEach(() => rm(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

function run(flags: readonly string[], command: readonly string[], file = python): Promise<Ended> {
  return new Promise((resolve) => {
    const done = execFile(file, ['-B', program, ...flags, '--', ...command], { cwd: folder }, (_, stdout, stderr) => {
      resolve({ code: done.exitCode ?? -1, stdout, stderr })
    })
  })
}

test('the exit code, the output and the arguments of a command are its own', async () => {
  const both = ['--no-network', '--own-files']
  const code = 'import sys; print(sys.argv[1:]); print("said", file=sys.stderr); sys.exit(3)'
  const expected = { code: 3, stdout: "['--a', 'b c']\n", stderr: 'said\n' }

  for (const flags of [both, both.slice(0, 1), both.slice(1)]) {
    expect(await run(flags, [python, '-c', code, '--a', 'b c'])).toEqual(expected)
  }
  expect(await run(both, [python, '-c', 'import os; os.kill(os.getpid(), 9)'])).toMatchObject({ code: 137 })
  expect(await run(both, ['nothing-of-that-name'])).toMatchObject({ code: 127 })
})

test('only the named files are there, and only the writable ones can be written', async () => {
  const look = `cat ${folder}/file; echo changed > ${folder}/file`

  const hidden = await run(['--own-files'], ['sh', '-c', look])
  const readable = await run(['--own-files', '--read', folder], ['sh', '-c', look])
  const kept = await readFile(join(folder, 'file'), 'utf8')
  const writable = await run(['--own-files', '--write', folder], ['sh', '-c', look])

  expect(hidden).toMatchObject({ stdout: '', stderr: expect.stringContaining('No such file') })
  expect(readable).toMatchObject({ stdout: 'content', stderr: expect.stringContaining('Read-only file system') })
  expect(kept).toBe('content')
  expect(writable).toMatchObject({ code: 0, stdout: 'content' })
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('changed\n')
})

test('a step that the system refuses is named, and nothing is run', async () => {
  const limited = join(folder, 'python')
  const inside = `echo 0 > /proc/sys/user/max_mnt_namespaces; exec "${python}" "$@"`
  await writeFile(limited, `#!/bin/sh\nexec unshare --user --map-root-user sh -c '${inside}' sh "$@"\n`, {
    mode: 0o755,
  })

  const refused = await run(['--no-network', '--own-files'], ['touch', join(folder, 'ran')], limited)

  expect(refused).toMatchObject({ code: 125, stderr: 'isolation: mount namespace: No space left on device\n' })
  expect(await readFile(join(folder, 'ran')).catch(() => 'not run')).toBe('not run')
})

test('nothing is typed into the terminal that it was started from', async () => {
  const type = `
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
answer = []
for request in (0x5412, 0x541C, 0x100005412):
    answer.append((libc.ioctl(0, ctypes.c_ulong(request), b"x"), ctypes.get_errno()))
print(answer)
`
  for (const flags of [['--no-network'], ['--own-files']]) {
    expect((await run(flags, [python, '-c', type])).stdout).toBe('[(-1, 1), (-1, 1), (-1, 1)]\n')
  }
})

test.each(['SIGTERM', 'SIGKILL'] as const)('after %s nothing of the command goes on', async (signal) => {
  const code = `import subprocess, time; subprocess.Popen(["sleep", "600"], start_new_session=True); print("up", flush=True); time.sleep(600)`
  const marked = [python, '-c', code, folder]
  const child = spawn(python, ['-B', program, '--no-network', '--own-files', '--', ...marked])
  await new Promise((resolve) => child.stdout.once('data', resolve))
  expect((await processesBelow(folder)).length).toBeGreaterThanOrEqual(3)

  child.kill(signal)

  await until(async () => (await processesBelow(folder)).length === 0)
  expect(await processesBelow(folder)).toEqual([])
})
