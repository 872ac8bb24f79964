import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, jest, test } from '@jest/globals'
import { checkModel } from '../../../src/generator/model/check-model.ts'
import { nodeProcesses } from '../../../src/system/node-processes.ts'
import { packageRoot } from '../../../src/system/package-root.ts'
import { testPython } from '../../support/ministack.ts'
import { testContext } from '../../support/test-context.ts'
import { hostileSources } from './sources.ts'

jest.setTimeout(60_000)

const folder = join(packageRoot(), 'runtime', 'check')
const processes = nodeProcesses(new AbortController().signal)

/** Runs the checker, and asks the system afterwards how much memory it took at most. */
async function check(sources: readonly { readonly kind: string; readonly text: string }[]) {
  const watched = [
    'import resource, subprocess, sys',
    'done = subprocess.run([sys.executable, *sys.argv[1:]])',
    'print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, done.returncode, file=sys.stderr)',
  ].join('\n')
  const args = ['-c', watched, '-I', '-X', 'utf8', join(folder, 'check_python.py')]
  const { stdout, stderr } = await processes.run(await testPython(), args, { input: JSON.stringify(sources) })
  const [kilobytes = 0, exitCode] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number)
  return {
    answers: stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    megabytes: kilobytes / 1024,
    exitCode,
  }
}

let checked: Awaited<ReturnType<typeof check>>
beforeAll(async () => {
  checked = await check(hostileSources)
})

test('one process gives an answer to all hostile sources, and takes less than 300 MB', () => {
  expect(checked.answers).toHaveLength(hostileSources.length)
  expect(checked.exitCode).toBe(0)
  expect(checked.megabytes).toBeLessThan(300)
})

test.each(hostileSources.map((source, index) => ({ ...source, index })))(
  'nothing is worked out of $kind with $name',
  ({ index, refused }) => {
    const { error } = checked.answers[index]
    if (refused === undefined) expect(error).toBeUndefined()
    else expect(error.message).toContain(refused)
  },
)

test('attributes are named two steps deep, however deep they are', async () => {
  const { answers } = await check([{ kind: 'body', text: `x = domain_event.data${'.a'.repeat(50)}\nflow.b.c.d = 1` }])
  expect(answers[0].members.map(({ of, name }: { of: string; name: string }) => `${of} ${name}`).sort()).toEqual([
    'domain_event data',
    'domain_event.data a',
    'flow b',
  ])
})

test('the checker has a limit of memory and of processor time, where the system knows them', async () => {
  const script = [
    `import sys; sys.path.insert(0, ${JSON.stringify(folder)})`,
    'import resource, signal, check_python as c',
    'c.limit_process(); c.limit_time(5)',
    'print(resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CORE), signal.getitimer(signal.ITIMER_PROF)[0] > 4)',
    'try: bytearray(1 << 31)',
    'except MemoryError: print("refused")',
  ].join('\n')
  const { stdout } = await processes.run(await testPython(), ['-B', '-c', script])
  expect(stdout).toBe(`(${2 ** 30}, ${2 ** 30}) (0, 0) True\nrefused\n`)
})

/** A pattern of which the compiler of Python takes minutes. */
const slow = `(?i)${'[\u0001-\u{10ffff}]'.repeat(50_000)}`

test('a source that takes too long is an error at its place, and those before it keep their answers', async () => {
  const { answers, exitCode } = await check([
    { kind: 'expression', text: '1' },
    { kind: 'pattern', text: slow },
    { kind: 'expression', text: '2' },
  ]).catch((error: Error) => ({ answers: [], exitCode: error.message }))
  expect(answers).toHaveLength(1)
  expect(exitCode).not.toBe(0)
}, 240_000)

test('a model whose check ends early is refused with the file that ended it', async () => {
  const model = mkdtempSync(join(tmpdir(), 'liftlock-slow-model-'))
  try {
    cpSync(join(packageRoot(), 'examples', 'parking'), model, { recursive: true })
    // So many f-strings that their parser takes long: its time grows with the square of their number.
    writeFileSync(join(model, 'lib', 'Slow.py'), `a = f"${'{1}'.repeat(87_000)}"\n`)
    const context = testContext()
    await expect(checkModel(model, async () => [], context)).rejects.toMatchObject({ reason: 'model-invalid' })
    expect(context.findings).toEqual([
      expect.objectContaining({
        rule: 'V-11',
        severity: 'error',
        text: 'checking this took too much time or memory, and ended the check',
        place: expect.objectContaining({ file: join(model, 'lib/Slow.py'), line: 1 }),
      }),
    ])
  } finally {
    rmSync(model, { recursive: true, force: true })
  }
}, 240_000)
