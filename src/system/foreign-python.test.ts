import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
  const own = join(folder, 'own')
  mkdirSync(own, { recursive: true })
  const limits = { memoryMegabytes: 1024, processes: 32, folderMegabytes: 8 }
  const most = { timeoutSeconds: 20, maximumBytes: 100_000, limits }
  const given = { folder: own, writable: [], readable: [join(folder, 'python')], environment: {}, ...most, ...options }
  return runForeignPython(python, ['-c', code], given, signal ?? new AbortController().signal, outer)
}

/**
 * A Python for which the set-up of namespaces fails like on a kernel that refuses them, and that of rules too unless
 * they are kept.
 */
function pythonWithout(refusals: Readonly<Record<string, string | null>>, rules = false): string {
  const path = join(folder, 'python')
  const refused = Object.entries(refusals).flatMap(([kind, why]) => (why === null ? [] : [kind]))
  const lines = [
    '#!/bin/sh',
    'case "$*" in',
    `*rules.py*) ${rules ? 'exec python3 "$@"' : `echo '"none"'; exit 0`};;`,
    `*--probe*) echo '${JSON.stringify(refusals)}'; exit 0;;`,
    ...refused.map((kind) => `*${kind === 'files' ? '--own-files' : '--no-network'}*) exit 125;;`),
    'esac',
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
  const own = join(folder, 'own')
  expect(await run(code)).toEqual({
    exitCode: 0,
    stdout: `[0, 1, 2] b'' ${own} ${own} ${own} False\n`,
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
  const runs = join(folder, 'runs')
  writeFileSync(runs, '')
  const code = `open("${runs}", "a").write("x"); print("isolation: user namespace: no"); raise SystemExit(125)`
  const ended = await run(code, { writable: [runs] })
  expect(ended).toEqual(expect.not.objectContaining({ open: expect.anything() }))
  expect(readFileSync(runs, 'utf8')).toBe('x')
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

/** What an attack tries, each a line of Python that answers or throws. */
const attempts = {
  'reads a file of this user': 'open(secret).read()',
  'lists a folder of this user': 'os.listdir(os.path.dirname(secret))',
  'writes a file of this user': 'open(secret, "w")',
  'empties a file of this user': 'os.truncate(secret, 0)',
  'writes to the temporary folder': 'open("/tmp/planted-by-foreign-code", "x")',
  'reads the variables of its parent': 'open(f"/proc/{os.getppid()}/environ").read()',
  'reads the memory of its parent': 'open(f"/proc/{os.getppid()}/mem", "rb").read(1)',
  'makes a socket of the network': 'socket.socket().connect(("127.0.0.1", 9))',
  'makes a socket of the file system': 'socket.socket(socket.AF_UNIX).connect("/run/docker.sock")',
  'makes a datagram': 'socket.socket(type=socket.SOCK_DGRAM).connect(("127.0.0.1", 9))',
  'leaves its group': 'os.setsid()',
  'gains rights': 'subprocess.run(["unshare", "--user", "true"], check=True, stderr=subprocess.DEVNULL)',
}
const sound = {
  'writes to its folder': 'open("own", "w").write("x")',
  'starts a program': 'subprocess.run(["/bin/sh", "-c", "exit 0"], check=True)',
  'discards output': 'open("/dev/null", "w").write("x")',
  'talks to its children': 'socket.socketpair()',
  'looks at itself': 'os.listdir("/proc/self/fd")',
}

test.each([
  ['the rules of Landlock, where namespaces are refused', true],
  ['nothing of the kernel', false],
])('code of others under %s', async (_, rules) => {
  const other = mkdtempSync(join(tmpdir(), 'liftlock-of-the-user-'))
  const secret = join(other, 'secret')
  writeFileSync(secret, 'canary')
  const code = [
    'import json, os, socket, subprocess',
    `secret, done = ${JSON.stringify(secret)}, []`,
    ...Object.entries({ ...attempts, ...sound }).flatMap(([name, line]) => [
      `try: ${line}; done.append(${JSON.stringify(name)})`,
      'except OSError as error: assert error.errno != 111, "refused by a server, so it was reached"',
      'except subprocess.CalledProcessError: pass',
    ]),
    'print(json.dumps(done))',
  ].join('\n')
  try {
    const python = pythonWithout({ network: noUsers, files: noUsers }, rules)
    if (rules) {
      const ended = await run(code, {}, python)
      expect({ ...ended, stdout: JSON.parse(ended.stdout || '[]') }).toMatchObject({
        stdout: Object.keys(sound),
        stderr: '',
      })
      expect(ended.open).toBeUndefined()
      expect(readFileSync(secret, 'utf8')).toBe('canary')
    } else {
      // The same code, to show that it would do these things.
      const { stdout, stderr } = await run(code, {}, python)
      expect(stdout === '' ? stderr : stdout).toMatch(/reads a file of this user|so it was reached/)
    }
  } finally {
    rmSync(other, { recursive: true, force: true })
    rmSync('/tmp/planted-by-foreign-code', { force: true })
  }
})

test.each([true, false])(
  'without namespaces too, what it leaves in its group ends with it (rules: %j)',
  async (rules) => {
    const python = pythonWithout({ network: noUsers, files: noUsers }, rules)
    const code = 'import os, time\nif os.fork() == 0: time.sleep(60)\nprint("done")'
    expect(await run(code, {}, python)).toMatchObject({ exitCode: 0, stdout: 'done\n' })
    expect(await processesBelow(folder)).toEqual([])
  },
)

const places = [
  ['namespaces', () => 'python3'],
  ['the rules of Landlock', () => pythonWithout({ network: noUsers, files: noUsers }, true)],
  ['limits only', () => pythonWithout({ network: noUsers, files: noUsers })],
] as const

test.each(places)('code of others has so much memory, and a file so many bytes: %s', async (_, python) => {
  const code = [
    'import resource',
    'try: bytearray(1 << 30); print("memory")',
    'except MemoryError: print("no memory")',
    'try: open("file", "wb").truncate((1 << 29) + 1); print("file")',
    'except OSError as error: print(error.errno)',
    'print(len(bytearray(1 << 28)), open("/proc/self/oom_score_adj").read().strip())',
  ].join('\n')
  expect(await run(code, {}, python())).toMatchObject({ stdout: `no memory\n27\n${1 << 28} 1000\n`, stderr: '' })
})

/** More processes than it may have, none of which does anything, and which end by themselves. */
const manyProcesses = [
  'import os, time',
  'try:',
  '  for _ in range(60):',
  '    if os.fork() == 0: time.sleep(20); os._exit(0)',
  '  time.sleep(20)',
  'except OSError as error: print(error.errno, flush=True)',
].join('\n')

test('code of others has so many processes, for root too', async () => {
  const { stopped, stdout } = await run(manyProcesses)
  expect(stopped === 'processes' || stdout.endsWith('11\n')).toBe(true)
  expect(await processesBelow(folder)).toEqual([])
})

test("fewer processes are in nobody's way, and their end is seen at once", async () => {
  const code = 'import subprocess\nfor _ in range(40): subprocess.run(["/bin/true"], check=True)\nprint("done")'
  expect(await run(code)).toEqual({ exitCode: 0, stdout: 'done\n', stderr: '' })
})

test('the folder of code of others is in memory, and holds so much', async () => {
  const code = [
    'def fill(path, size):',
    '  try:',
    '    with open(path, "wb") as file: file.write(bytes(size))',
    '    return "written"',
    '  except OSError as error: return error.errno',
    'print(fill("small", 4 << 20), fill("large", 8 << 20), fill("/tmp/large", 9 << 20))',
  ].join('\n')
  expect(await run(code)).toMatchObject({ stdout: 'written 28 28\n' })
  expect(readdirSync(join(folder, 'own'))).toEqual([])
})

test('a Python that is not there is named', async () => {
  await expect(run('', {}, '/nowhere/python')).rejects.toMatchObject({ reason: 'tool-missing' })
})
