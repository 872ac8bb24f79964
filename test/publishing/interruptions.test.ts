import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { commandProgram } from '../support/command-program.ts'
import { type GitHttpServer, serveGit } from '../support/git-http-server.ts'
import { findSecrets } from '../support/secret-search.ts'
import { textsBelow } from '../support/texts-below.ts'
import { indexOf, type PublishWorld, publishWorld } from './publish-world.ts'

let world: PublishWorld
let server: GitHttpServer | undefined

beforeEach(() => {
  world = publishWorld()
  for (const name of ['tools', 'temporary']) mkdirSync(join(world.folder, name))
})
afterEach(async () => {
  await server?.close()
  server = undefined
  world.close()
})

const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
const first = { 'template.json': '{}', 'lib/old.py': 'old' }
const second = { 'template.json': '{"new": 1}', 'lib/new.py': 'new' }
const token = 'canary+of/the=token?~'

/** A git that does something of the test's own before and after the real one; `$N` is the number of the call. */
function wrapGit(before: string, after = ''): void {
  const counter = join(world.folder, 'calls')
  const script = `#!/bin/sh\nN=$(($(cat "${counter}" 2>/dev/null || echo 0) + 1)); echo $N > "${counter}"\n${before}\n"${git}" "$@"; CODE=$?\n${after}\nexit $CODE\n`
  writeFileSync(join(world.folder, 'tools', 'git'), script)
  chmodSync(join(world.folder, 'tools', 'git'), 0o755)
  writeFileSync(counter, '0')
}

interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** The command line as a process of its own, with the wrapped git. */
function liftlock(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const program = [...commandProgram(), 'publish', join(world.folder, 'tree')]
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    PATH: `${join(world.folder, 'tools')}:${process.env.PATH}`,
    TMPDIR: join(world.folder, 'temporary'),
    ...environment,
  }
  const child = spawn(process.execPath, [...program, '--model', world.model, ...args], { env, cwd: world.folder })
  return new Promise((resolve) => {
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }))
  })
}

/**
 * Kills the command at each call of git, before it begins, and once after the last one; each time the target is as it was.
 * @param check what has to be true of the target then
 * @param next a next run, with what has to be true of it; once for each state that a kill leaves
 */
async function killedEverywhere(references: string, check: () => void, next: () => Promise<void>): Promise<void> {
  setBack(references)
  wrapGit('')
  expect((await liftlock(['--repository', world.target])).status).toBe(0)
  const calls = Number(readFileSync(join(world.folder, 'calls'), 'utf8'))

  const kill = 'kill -9 $PPID; exit 1'
  const states = new Set<string>()
  const points = Array.from({ length: calls }, (_, index) => [`[ $N = ${index + 1} ] && { ${kill}; }`, ''] as const)
  for (const [wrapped, rest] of [...points, ['', `[ $N = ${calls} ] && { ${kill}; }`] as const]) {
    setBack(references)
    wrapGit(wrapped, rest)
    expect((await liftlock(['--repository', world.target])).signal).toBe('SIGKILL')
    check()
    const left = world.references()
    if (!states.has(left)) await next()
    states.add(left)
  }
  expect([...states]).toHaveLength(2)
}

function setBack(wanted: string): void {
  const now = world.references().split('\n')
  const had = wanted.split('\n')
  const names = (lines: readonly string[]) => lines.map((line) => line.split(' ')[1]!)
  const gone = names(now).filter((name) => !names(had).includes(name))
  const commands = [
    ...gone.map((name) => `delete ${name}`),
    ...had.map((line) => `update ${line.split(' ').reverse().join(' ')}`),
  ]
  execFileSync('git', ['-C', world.target, 'update-ref', '--stdin'], { input: `${commands.join('\n')}\n` })
}

test('killed at any call of git, the target has the old tree or the new one, and the next run finishes', async () => {
  world.changeModel('one')
  const before = { ...first, '.liftlock/generated.json': indexOf(world.generated(first)), 'README.md': '# Shop' }
  world.commitByHand({ 'README.md': '# Shop' })
  await world.publish()
  const had = world.references()
  world.changeModel('two')
  const after = { ...second, '.liftlock/generated.json': indexOf(world.generated(second)), 'README.md': '# Shop' }
  await world.publish()
  const expected = world.references()

  const check = () =>
    expect([
      [had, before],
      [expected, after],
    ]).toContainEqual([world.references(), world.published()])
  await killedEverywhere(had, check, async () => {
    await world.publish()
    expect(world.published()).toEqual(after)
    expect(world.references()).toBe(expected)
  })
}, 240_000)

test('killed at any call while a newer model says that it has the same files, its record is the old one or the new one', async () => {
  world.changeModel('one')
  world.generated(first)
  const { commit } = await world.publish()
  const had = world.references()
  world.changeModel('two')
  await world.publish()
  const expected = world.references()
  expect(expected).not.toBe(had)

  const check = () => expect([had, expected]).toContain(world.references())
  await killedEverywhere(had, check, async () => {
    expect(await world.publish()).toMatchObject({ outcome: 'no-changes', commit })
    expect(world.references()).toBe(expected)
  })
}, 240_000)

test('what a killed run left behind is removed by a later one', async () => {
  world.changeModel('one')
  world.generated(first)
  wrapGit('[ "$1" = push ] && { kill -9 $PPID; exit 1; }')
  expect((await liftlock(['--repository', world.target])).signal).toBe('SIGKILL')
  const [left] = readdirSync(join(world.folder, 'temporary')).filter((name) => name.startsWith('liftlock-git-'))
  const abandoned = join(world.folder, 'temporary', left!)
  const long = new Date(Date.now() - 3_600_000)
  utimesSync(abandoned, long, long)

  wrapGit('')
  expect((await liftlock(['--repository', world.target])).status).toBe(0)
  expect(existsSync(abandoned)).toBe(false)
}, 30_000)

test('an interrupted run ends at once, says so, and leaves no folder', async () => {
  world.changeModel('one')
  world.generated(first)
  wrapGit('[ "$1" = push ] && { kill -TERM $PPID; exec sleep 30; }')
  const ended = await liftlock(['--repository', world.target, '--json'])
  expect(JSON.parse(ended.stdout)).toMatchObject({ error: { reason: 'cancelled' } })
  expect(readdirSync(join(world.folder, 'temporary')).filter((name) => name.startsWith('liftlock-'))).toEqual([])
  expect(world.commits()).toBe(0)
}, 30_000)

test.each([
  ['is accepted', () => undefined],
  ['is refused', () => ({ status: 401, text: token })],
  [
    'may not write',
    ({ url }: { url?: string | undefined }) => (url?.includes('receive') ? { status: 403, text: '' } : undefined),
  ],
])(
  'a token that %s is in nothing that was printed, written, or given as an argument',
  async (_, guard) => {
    world.changeModel('one')
    world.generated(first)
    world.git(world.target, 'config', 'http.receivepack', 'true')
    server = await serveGit(world.folder)
    server.guard = guard
    wrapGit(
      `printf '%s\\n' "$@" >> "${world.folder}/arguments"; env | grep -v '^GIT_CONFIG_VALUE' >> "${world.folder}/environment"`,
      `cp -r "$GIT_DIR" "${world.folder}/clone-$N" 2>/dev/null`,
    )
    const { stdout, stderr } = await liftlock(['--repository', `${server.url}/acme/shop-backend.git`, '--json'], {
      LIFTLOCK_TOKEN: token,
      GIT_TRACE: '1',
      GIT_CURL_VERBOSE: '1',
      GIT_TRACE_REDACT: '0',
    })
    expect(server.passwords).toContain(token)
    expect(existsSync(join(world.folder, 'arguments'))).toBe(true)

    expect(findSecrets({ stdout, stderr, ...textsBelow(world.folder) }, [token])).toEqual([])
  },
  30_000,
)
