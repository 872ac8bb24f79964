import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CreateFunctionCommand, InvokeCommand, type Runtime } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { type LocalClients, localClients, until } from '../support/local-clients.ts'
import { startMinistack, type TestMinistack } from '../support/ministack.ts'
import { processesBelow } from '../support/processes-below.ts'
import { zipOf } from '../support/zip.ts'

let ministack: TestMinistack
let clients: LocalClients

beforeAll(async () => {
  ministack = await startMinistack()
  clients = localClients(ministack, '111111111111')
})

afterAll(() => ministack?.stop())

const onLinux = process.platform === 'linux' ? test : test.skip

async function create(
  FunctionName: string,
  files: Readonly<Record<string, string>>,
  Timeout = 30,
  runtime: Runtime = 'python3.13',
): Promise<void> {
  await clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName,
      Timeout,
      Runtime: runtime,
      Handler: 'index.handler',
      Role: 'arn:aws:iam::111111111111:role/x',
      Environment: { Variables: { GREETING: 'grüezi' } },
      Code: { ZipFile: await zipOf(files) },
    }),
  )
}

async function invoke(FunctionName: string, event: object = {}) {
  const answer = await clients.lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }))
  return { error: answer.FunctionError, answer: JSON.parse(answer.Payload?.transformToString() ?? 'null') }
}

const about = `
import os, sys, boto3
print("printed, not answered")
def handler(event, context):
    with open(f"/proc/{os.getppid()}/cmdline") as file:
        parent = file.read()
    return {
        "parent": parent.split(chr(0))[1].rsplit("/", 2)[-2:],
        "main": sys.argv[0].endswith("_worker.py"),
        "folder": os.path.exists("index.py"),
        "boto3": boto3.__version__,
        "variables": [os.environ["GREETING"], os.environ["AWS_LAMBDA_FUNCTION_NAME"], os.environ["AWS_REGION"]],
        "token": "LIFTLOCK_LOCAL_TOKEN" in os.environ,
    }
`

test('a function begins as a copy of a process that has boto3, and sees its own world only', async () => {
  await create('about', { 'index.py': about })

  expect(await invoke('about')).toEqual({
    error: undefined,
    answer: {
      parent: ['quick_start', 'server.py'],
      main: true,
      folder: true,
      boto3: '1.43.106',
      variables: ['grüezi', 'about', 'eu-west-1'],
      token: false,
    },
  })
})

test('a function that brings its own boto3 runs its own', async () => {
  await create('own', { 'index.py': about, 'boto3/__init__.py': '__version__ = "its own"\n' })

  const { answer } = await invoke('own')

  expect(answer.boto3).toBe('its own')
  expect(answer.parent).not.toContain('server.py')
})

test('a function that brings its own dateutil gets it, though boto3 is loaded already', async () => {
  const source =
    'import boto3, dateutil\ndef handler(event, context):\n    return [dateutil.__version__, boto3.__version__]\n'
  await create('helper', { 'index.py': source, 'dateutil/__init__.py': '__version__ = "its own"\n' })

  expect((await invoke('helper')).answer).toEqual(['its own', '1.43.106'])
})

test('random numbers of two copies differ', async () => {
  await create('random', {
    'index.py': 'import random, time\ndef handler(event, context):\n    time.sleep(0.3)\n    return random.random()\n',
  })

  const [one, other] = await Promise.all([invoke('random'), invoke('random')])

  expect(one.answer).not.toBe(other.answer)
})

test('a function that runs out of time is ended, and the next call is answered', async () => {
  await create(
    'slow',
    { 'index.py': 'import time\ndef handler(event, context):\n    time.sleep(event["seconds"])\n    return "done"\n' },
    1,
  )
  const before = (await processesBelow(ministack.folder)).length

  const late = await invoke('slow', { seconds: 20 })
  await until(async () => (await processesBelow(ministack.folder)).length <= before)
  const next = await invoke('slow', { seconds: 0 })

  expect(late).toMatchObject({ error: 'Unhandled', answer: { errorMessage: expect.stringContaining('timed out') } })
  expect(next.answer).toBe('done')
})

test('a function that ends its process is an error, and the next call is answered', async () => {
  await create('exits', {
    'index.py':
      'import os\ndef handler(event, context):\n    if event.get("exit"):\n        os._exit(3)\n    return "done"\n',
  })

  const ended = await invoke('exits', { exit: true })
  const next = await invoke('exits')

  expect(ended.error).toBe('Unhandled')
  expect(next.answer).toBe('done')
})

test('a function that cannot be imported says why', async () => {
  await create('broken', { 'index.py': 'import nothing_of_that_name\n' })

  const { error, answer } = await invoke('broken')

  expect(error).toBe('Unhandled')
  expect(answer.errorMessage).toContain('nothing_of_that_name')
})

test.each([
  [
    'python3.13',
    'index.py',
    'def handler(event, context):\n    for each in range(event["lines"]):\n        print("line", each, "ü")\n',
  ],
  [
    'nodejs22.x',
    'index.js',
    'exports.handler = async ({ lines }) => { for (let each = 0; each < lines; each += 1) console.log("line", each, "ü") }',
  ],
] as const)('every line that a function of %s prints is in the log of its own call', async (runtime, file, source) => {
  await create(`log-${file}`, { [file]: source }, 30, runtime)

  for (const lines of [0, 1, 7, 0, 2000, 1]) {
    const answer = await clients.lambda.send(
      new InvokeCommand({ FunctionName: `log-${file}`, LogType: 'Tail', Payload: JSON.stringify({ lines }) }),
    )
    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString()
    const numbers = [...log.matchAll(/(?:^|\t)line (\d+) ü$/gm)].map(([, number]) => Number(number))
    expect(numbers.at(-1)).toBe(lines === 0 ? undefined : lines - 1)
    expect(numbers).toEqual(numbers.map((_, index) => lines - numbers.length + index))
  }
})

const highDescriptor = `
import os, resource, subprocess
from quick_start.client import ForkedWorker
_soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
process = subprocess.Popen(["sleep", "60"])
pidfd = os.dup2(os.pidfd_open(process.pid), 2000)
worker = ForkedWorker(pidfd, [os.open(os.devnull, os.O_RDWR) for _ in range(3)])
print(worker.poll())
worker.kill()
print(worker.wait(10), worker.poll())
`

test('a worker is watched however many descriptors the emulator has open', async () => {
  const cwd = join(packageRoot(), 'runtime', 'ministack')
  const { stdout } = await promisify(execFile)(process.env.TEST_LIFTLOCK_PYTHON!, ['-B', '-c', highDescriptor], { cwd })
  expect(stdout).toBe('None\n1 1\n')
})

const counter = { 'index.py': 'calls = []\ndef handler(event, context):\n    calls.append(1)\n    return len(calls)\n' }

const limiter = `
import resource, sys
for pid in map(int, sys.argv[2:]):
    hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)[1]
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (int(sys.argv[1]), hard))
`

onLinux('a fork server that cannot start a worker goes on, and so do the workers that it has', async () => {
  await create('counter', counter)
  const first = await invoke('counter')
  const servers: number[] = []
  for (const pid of await processesBelow(ministack.folder))
    if ((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('quick_start/server.py')) servers.push(pid)
  const limit = (count: number) =>
    promisify(execFile)('python3', ['-c', limiter, String(count), ...servers.map(String)])
  await limit(4)
  await create('another', counter)
  const another = await invoke('another')
  await limit(1024)

  expect(servers.length).toBeGreaterThan(0)
  expect([first.answer, another.answer, (await invoke('counter')).answer]).toEqual([1, 1, 2])
})

const printers = {
  'index.py': `
import sys
def handler(event, context):
    for _ in range(200):
        sys.stderr.write(event["end"].join(["x" * 1000] * 1000))
    return "z" * event["answer"]
`,
  'index.js': `
exports.handler = async ({ end, answer }) => {
  const text = Array(1000).fill("x".repeat(1000)).join(end)
  for (let i = 0; i < 200; i += 1) await new Promise((written) => process.stderr.write(text, written))
  return "z".repeat(answer)
}
`,
}

/** The most memory that the emulator has used since it was asked before, in megabytes. */
async function peak(): Promise<number> {
  const status = await readFile(`/proc/${ministack.pid}/status`, 'utf8')
  await writeFile(`/proc/${ministack.pid}/clear_refs`, '5')
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024
}

onLinux.each<[string, Runtime, string]>([
  ['lines', 'python3.13', '\n'],
  ['one line', 'python3.13', ' '],
  ['lines', 'nodejs22.x', '\n'],
  ['one line', 'nodejs22.x', ' '],
])('200 MB of output in %s (%s) take a part of that in the emulator', async (lines, runtime, end) => {
  const name = `printer-${runtime.slice(0, 4)}-${lines.replace(' ', '-')}`
  await create(name, printers, 60, runtime)
  await peak()
  const before = await peak()

  expect(await invoke(name, { end, answer: 1 })).toEqual({ error: undefined, answer: 'z' })
  expect((await peak()) - before).toBeLessThan(150)
})

onLinux('an answer of more than 32 MB is an error that says so', async () => {
  await create('talker', printers)
  await peak()
  const before = await peak()
  const { error, answer } = await invoke('talker', { end: '\n', answer: 100_000_000 })

  expect([error, answer.errorMessage]).toEqual(['Unhandled', 'the answer is longer than 32 MB'])
  expect((await peak()) - before).toBeLessThan(200)
})
