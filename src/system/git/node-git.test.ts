import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { nodeGit } from './node-git.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-node-git-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const environment = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' }
const ours = nodeGit(environment, new AbortController().signal)
const program = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()

function git(where: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'protocol.file.allow=always']
  return execFileSync('git', ['-C', where, ...who, ...args], {
    encoding: 'utf8',
    env: environment,
    stdio: 'pipe',
  }).trim()
}

/** A repository with one commit. @returns its folder */
function repository(name: string, ...options: readonly string[]): string {
  const made = join(folder, name)
  git(folder, 'init', '--quiet', '--initial-branch=main', ...options, made)
  mkdirSync(join(made, 'deep'))
  for (const path of ['a.txt', 'b.txt', 'deep/c.txt']) writeFileSync(join(made, path), 'text\n')
  git(made, 'add', '--all')
  git(made, 'commit', '--quiet', '-m', 'First')
  return made
}

async function asked(where: string, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await ours.at(where).run(args)
  return exitCode === 0 ? Buffer.from(stdout).toString('utf8').trim() : `${exitCode}: ${stderr.trim()}`
}

/** A git of this machine that is told something first. */
function gitThat(does: string) {
  const tools = join(folder, 'tools')
  mkdirSync(tools)
  writeFileSync(join(tools, 'git'), `#!/bin/sh\n${does}\nexec ${program} "$@"\n`)
  chmodSync(join(tools, 'git'), 0o755)
  return nodeGit({ ...environment, PATH: `${tools}:${process.env.PATH}` }, new AbortController().signal)
}

test.each([
  ['a checkout', () => repository('plain')],
  [
    'a linked work tree',
    () => {
      git(repository('plain'), 'worktree', 'add', '--quiet', '-b', 'other', join(folder, 'linked'))
      return join(folder, 'linked')
    },
  ],
  [
    'a submodule',
    () => {
      git(repository('outer'), 'submodule', '--quiet', 'add', repository('inner'), 'sub')
      return join(folder, 'outer', 'sub')
    },
  ],
  [
    'a shallow clone',
    () => {
      git(folder, 'clone', '--quiet', '--depth=1', `file://${repository('plain')}`, join(folder, 'shallow'))
      return join(folder, 'shallow')
    },
  ],
  [
    'a clone that borrows its objects',
    () => {
      git(folder, 'clone', '--quiet', '--shared', repository('plain'), join(folder, 'shared'))
      return join(folder, 'shared')
    },
  ],
  ['a repository of SHA-256', () => repository('new', '--object-format=sha256')],
  [
    'a repository that keeps its git folder elsewhere',
    () => repository('plain', `--separate-git-dir=${join(folder, 'elsewhere')}`),
  ],
  [
    'a repository with packed references and a shared index',
    () => {
      const made = repository('packed')
      git(made, 'pack-refs', '--all')
      git(made, 'update-index', '--split-index')
      return made
    },
  ],
  [
    'a sparse checkout',
    () => {
      const made = repository('sparse')
      git(made, 'sparse-checkout', 'set', 'deep')
      return made
    },
  ],
  [
    'a checkout of one commit',
    () => {
      const made = repository('detached')
      git(made, 'checkout', '--quiet', '--detach')
      return made
    },
  ],
])('%s is read as git reads it', async (_, make) => {
  const made = make()
  for (const where of [made, join(made, 'deep')]) {
    for (const args of [
      ['log', '-1', '--format=%H %ct', 'HEAD'],
      ['rev-parse', '--show-toplevel', '--show-prefix'],
      ['rev-parse', '--is-shallow-repository'],
      ['ls-files', '-z', '--stage'],
      ['diff', '--name-only', 'HEAD'],
    ])
      expect(await asked(where, ...args)).toBe(git(where, ...args))
    expect(await asked(where, 'diff', '--name-only', 'HEAD')).toBe('')
  }
  writeFileSync(join(made, 'deep', 'c.txt'), 'changed\n')
  expect(await asked(made, 'diff', '--name-only', 'HEAD')).toBe('deep/c.txt')
})

test('reading leaves the repository and the temporary folder as they were', async () => {
  const made = repository('plain')
  const state = () => [readdirSync(join(made, '.git')).sort(), readdirSync(tmpdir()).filter(isOurs).sort()]
  const before = state()
  await asked(made, 'diff', '--name-only', 'HEAD')
  expect(state()).toEqual(before)
})

const isOurs = (name: string) => name.startsWith(`liftlock-git-${process.pid}-`)

test('a folder in no repository is no error of the machine, as with git', async () => {
  mkdirSync(join(folder, '.git'))
  expect(await asked(folder, 'log')).toMatch(/^128: fatal: not a git repository/)
})

test('tracked files that are a bare repository are not taken for the repository', async () => {
  const [outer, inner] = [repository('outer'), repository('inner')]
  for (const name of ['HEAD', 'config', 'objects', 'refs'])
    execFileSync('cp', ['-r', join(inner, '.git', name), join(outer, 'deep', name)])
  git(join(outer, 'deep'), '--git-dir=.', 'config', 'remote.origin.url', 'https://evil.example/x')
  expect(git(join(outer, 'deep'), 'rev-parse', '--git-dir')).toBe('.')
  expect(await asked(join(outer, 'deep'), 'rev-parse', '--show-toplevel')).toBe(outer)
  expect(await asked(join(outer, 'deep'), 'config', '--get', 'remote.origin.url')).toMatch(/^1:/)
})

test.each([
  ['leads nowhere', 'gitdir: /nowhere\n'],
  ['says something else', 'text\n'],
  ['is too long', `gitdir: ${'a'.repeat(5000)}\n`],
])('a file .git that %s is named', async (_, text) => {
  writeFileSync(join(folder, '.git'), text)
  await expect(ours.at(folder).run(['log'])).rejects.toMatchObject({
    reason: 'file-unreadable',
    message: `${join(folder, '.git')} does not lead to a repository`,
  })
})

test('a .git that never ends is not read', async () => {
  symlinkSync('/dev/zero', join(folder, '.git'))
  await expect(ours.at(folder).run(['log'])).rejects.toMatchObject({ reason: 'file-unreadable' })
})

test.each([
  ['never ends', (path: string) => symlinkSync('/dev/zero', path)],
  ['is none', (path: string) => writeFileSync(path, '[core\n')],
])('a configuration that %s is named', async (_, write) => {
  const made = repository('plain')
  rmSync(join(made, '.git', 'config'))
  write(join(made, '.git', 'config'))
  await expect(ours.at(made).run(['log'])).rejects.toMatchObject({
    reason: 'file-unreadable',
    message: expect.stringContaining(join(made, '.git', 'config')),
  })
})

test('a redirected work tree, replaced commits and grafts change nothing of what is read', async () => {
  const made = repository('plain')
  const before = await asked(made, 'log', '--format=%H %s')
  git(made, 'config', 'core.worktree', '/')
  const other = git(made, '--work-tree=.', 'commit-tree', 'HEAD^{tree}', '-m', 'Other')
  git(made, '--work-tree=.', 'replace', 'HEAD', other)
  writeFileSync(join(made, '.git', 'info', 'grafts'), `${before.split(' ')[0]} ${other}\n`)
  expect(await asked(made, 'log', '--format=%H %s')).toBe(before)
  expect(await asked(made, 'rev-parse', '--show-toplevel')).toBe(made)
})

/** Only the administrator can give a file away. */
const testAsRoot = process.getuid?.() === 0 ? test : test.skip

testAsRoot('a repository of another user is refused with what to do', async () => {
  const made = repository('plain')
  const mine = process.getuid!
  process.getuid = () => 4_000_000
  try {
    execFileSync('chown', ['-R', '4000001', join(made, '.git')])
    await expect(ours.at(made).run(['log'])).rejects.toMatchObject({
      reason: 'access-denied',
      message: `the repository ${join(made, '.git')} belongs to another user (4000001)`,
      hint: expect.stringContaining('chown'),
    })
  } finally {
    process.getuid = mine
  }
})

test('a git from before 2.31, which reads no configuration from the environment, is as safe', async () => {
  const made = repository('plain')
  const mark = join(folder, 'mark')
  git(made, 'config', 'core.fsmonitor', `touch ${mark}; false`)
  const old = gitThat(
    'unset GIT_CONFIG_COUNT\ncase "$1" in -c) exit 129;; version) echo git version 2.30.2; exit;; esac',
  )
  const { exitCode, stdout } = await old.at(made).run(['diff', '--name-only', 'HEAD'])
  expect([exitCode, stdout.length, existsSync(mark)]).toEqual([0, 0, false])
  git(made, 'diff', '--name-only', 'HEAD')
  expect(existsSync(mark)).toBe(true)
})

test('a git from before 2.31 is refused where a token would not reach it', async () => {
  const old = gitThat('[ "$1" = version ] && echo git version 2.30.2 && exit')
  await expect(old.temporary({ address: folder }, async () => 1)).rejects.toMatchObject({
    reason: 'tool-missing',
    message: expect.stringContaining('git version 2.30.2 is too old'),
  })
})

test('output is handed on while it comes, and not kept', async () => {
  const made = repository('plain')
  const chunks: Uint8Array[] = []
  const ended = await ours.at(made).run(['log', '--format=%s'], { onOutput: (chunk) => void chunks.push(chunk) })
  expect(ended).toMatchObject({ exitCode: 0, stdout: new Uint8Array() })
  expect(Buffer.concat(chunks).toString('utf8')).toBe('First\n')
})

test('what the receiver of output throws ends the command, and comes once', async () => {
  const endless = gitThat('[ "$1" = log ] && exec yes')
  let calls = 0
  const onOutput = () => {
    calls += 1
    throw new Error('full')
  }
  await expect(endless.at(repository('plain')).run(['log'], { onOutput })).rejects.toThrow('full')
  expect(calls).toBe(1)
})

test('output without an end is cut off, and the process is gone', async () => {
  const made = repository('plain')
  const endless = gitThat('[ "$1" = log ] && echo $$ > "$0.pid" && exec cat /dev/zero')
  await expect(endless.at(made).run(['log'])).rejects.toMatchObject({
    reason: 'service-refused',
    message: 'git log printed more than 64 MiB, and was stopped',
  })
  const pid = Number(execFileSync('cat', [join(folder, 'tools', 'git.pid')], { encoding: 'utf8' }))
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('what git says is kept to 64 KiB, and has no control characters', async () => {
  const made = repository('plain')
  const loud = gitThat(
    `[ "$1" = log ] && printf 'a\\033[2J\\302\\205\\342\\200\\256b\\n' >&2 && head -c 300000 /dev/zero >&2 && exit 1`,
  )
  const { stderr } = await loud.at(made).run(['log'])
  expect(stderr.slice(0, 9)).toBe('a\ufffd[2J\ufffd\ufffdb\n')
  expect(stderr.length).toBeLessThanOrEqual(65_536)
  expect(stderr).not.toMatch(/[^\P{C}\n\r\t]/u)
})

test('a command that succeeds says nothing beside its answer', async () => {
  const made = repository('plain')
  writeFileSync(join(made, 'a.txt'), 'second\n')
  git(made, 'commit', '--quiet', '--all', '-m', 'Second')
  expect(await ours.at(made).run(['log', '-1', '--format=%s', 'HEAD', '--'])).toMatchObject({ exitCode: 0, stderr: '' })
})
