import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { readUnreleased } from '../../src/delivery/versioning/history/read-unreleased.ts'
import { type ReleaseLine, wholeRepository } from '../../src/delivery/versioning/release-line.ts'
import { nodeGit } from '../../src/system/git/node-git.ts'
import { gitIn, type MadeCommit, makeRepository } from '../support/made-repository.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-unreleased-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const git = nodeGit({ ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' }, new AbortController().signal)
const read = (lines: readonly ReleaseLine[] = [wholeRepository]) => readUnreleased(git.at(folder), lines)
const readOne = async (commits: readonly MadeCommit[]) => {
  makeRepository(folder, commits)
  return (await read())[0]!
}
/** The changes of messages since a release, as `kind(scope): text`, newest first. */
const changesOf = async (...messages: readonly (string | MadeCommit)[]) => {
  const commits = messages.map((each) => (typeof each === 'string' ? { message: each } : each))
  return shown(await readOne([{ name: 'base', message: 'feat: old', tags: ['v1.0.0'] }, ...commits]))
}
const shown = ({ changes }: Awaited<ReturnType<typeof read>>[number]) =>
  changes.map(
    ({ kind, scope, text, breaking }) =>
      `${kind}${scope === undefined ? '' : `(${scope})`}${breaking === undefined ? '' : '!'}: ${text}`,
  )

test('the commits since the last tag are read, newest first, with authors and numbers', async () => {
  const found = await readOne([
    { message: 'feat: old', tags: ['v1.2.0'] },
    { message: 'fix(cart): totals add up (#12)', author: 'Bo Lee' },
    {
      name: 'last',
      message: 'feat: pay later\n\nCo-authored-by: Cy Ng <cy@example.com>\nCo-authored-by: Cy Ng <cy@example.com>',
    },
    { message: 'chore: tidy' },
  ])
  expect(found).toMatchObject({ level: 'minor', commits: 3, unconventional: 0, contained: ['1.2.0'] })
  expect(found.previous).toMatchObject({ tag: 'v1.2.0', version: '1.2.0' })
  expect(found.head).toBe(gitIn(folder, 'rev-parse', 'HEAD'))
  expect(found.changes).toEqual([
    {
      kind: 'feat',
      text: 'pay later',
      source: { kind: 'commit', hash: gitIn(folder, 'rev-parse', 'HEAD~1'), authors: ['Ada', 'Cy Ng'] },
    },
    {
      kind: 'fix',
      scope: 'cart',
      text: 'totals add up',
      source: { kind: 'commit', hash: gitIn(folder, 'rev-parse', 'HEAD~2'), authors: ['Bo Lee'], pullRequest: 12 },
    },
  ])
})

test.each([
  ['a mark', 'feat!: new shape', 'new shape'],
  ['a footer', 'fix: x\n\nBREAKING CHANGE: the\nfield is gone\n\nRefs: #1', 'the field is gone'],
  ['a footer with a dash', 'fix: x\n\nBREAKING-CHANGE: gone', 'gone'],
  ['a footer in the middle of a squash', 'fix: x (#1)\n\n* fix: x\n\nBREAKING CHANGE: gone\n\n* docs: y', 'gone'],
  ['a footer without text', 'fix: x\n\nBREAKING CHANGE:', 'x'],
  ['a mark behind a scope', 'refactor(api)!: x', 'x'],
  ['line ends of Windows', 'fix: x\r\n\r\nBREAKING CHANGE: gone\r\nfor good\r\n', 'gone for good'],
  ['a type that users do not see', 'chore!: x', 'x'],
])('%s makes a change that breaks', async (_, message, breaking) => {
  const found = await readOne([{ message: 'feat: old', tags: ['v1.0.0'] }, { message }])
  expect(found.level).toBe('major')
  expect(found.changes.map((change) => change.breaking)).toEqual([breaking])
})

test.each([
  ['in code', 'fix: x\n\n```\nBREAKING CHANGE: gone\n```\n'],
  ['inside a line', 'fix: x\n\nThis is no BREAKING CHANGE: really'],
  ['in small letters', 'fix: x\n\nbreaking change: gone'],
  ['indented, as a quotation', 'fix: x\n\n    BREAKING CHANGE: gone'],
])('the footer does not count %s', async (_, message) => {
  expect(await changesOf(message)).toEqual(['fix: x'])
})

test.each([
  ['no subject', ''],
  ['blank lines first', '\n\nfix: x'],
  ['bytes that are not UTF-8', Buffer.from('fix: caf\xe9 \xff', 'latin1')],
  ['a line that never ends', `fix: ${'x'.repeat(300_000)}`],
  ['a colon without a space', 'http://example.com/'],
  ['a record separator of other tools', 'fix: a\x1e\x1f\x01b'],
])('a message with %s is read', async (_, message) => {
  const found = await readOne([{ message: 'feat: old', tags: ['v1.0.0'] }, { message }, { message: 'fix: last' }])
  expect(found.commits).toBe(2)
  expect(shown(found)[0]).toBe('fix: last')
})

test('a commit and its revert vanish, and the revert of the revert brings the change back', async () => {
  makeRepository(folder, [{ message: 'feat: old', tags: ['v1.0.0'] }, { message: 'feat!: login' }])
  const revert = () => void gitIn(folder, 'revert', '--no-edit', 'HEAD')
  expect(shown((await read())[0]!)).toEqual(['feat!: login'])
  revert()
  expect((await read())[0]).toMatchObject({ changes: [], level: 'none', commits: 2 })
  revert()
  expect(shown((await read())[0]!)).toEqual(['feat!: login'])
  revert()
  expect((await read())[0]).toMatchObject({ changes: [], level: 'none' })
})

test('the revert of what was released is a change of its own, and brings a feature back the second time', async () => {
  const hash = 'a'.repeat(40)
  expect(await changesOf(`Revert "feat: old"\n\nThis reverts commit ${hash}.`)).toEqual(['revert: Revert "feat: old"'])
})

test('a feature that was released, taken back and brought back counts as one', async () => {
  const reapply = `Reapply "feat: old"\n\nThis reverts commit ${'b'.repeat(40)}.`
  const found = await readOne([{ message: 'chore: base', tags: ['v1.0.0'] }, { message: reapply }])
  expect(shown(found)).toEqual(['feat: old'])
})

test('the button of GitHub names a pull request, and a footer may shorten hashes', async () => {
  expect(await changesOf('feat: a (#7)', 'Revert "feat: a (#7)" (#8)\n\nReverts acme/shop#7')).toEqual([])
})

test('a footer Refs of a revert takes back what it names', async () => {
  const made = makeRepository(folder, [
    { message: 'x', tags: ['v1.0.0'] },
    { name: 'a', message: 'feat: a' },
  ])
  gitIn(folder, 'commit', '--allow-empty', '-m', `revert: a\n\nRefs: ${made.a!.slice(0, 9)}`)
  expect((await read())[0]!.changes).toEqual([])
})

test('a sentence about a revert hides no change', async () => {
  const made = makeRepository(folder, [
    { message: 'x', tags: ['v1.0.0'] },
    { name: 'a', message: 'feat!: a' },
  ])
  gitIn(folder, 'commit', '--allow-empty', '-m', `docs: history\n\nThis reverts commit ${made.a}.`)
  expect((await read())[0]).toMatchObject({ level: 'major' })
})

const merged = (message: string, ...inside: readonly MadeCommit[]): readonly MadeCommit[] => [
  { name: 'base', message: 'chore: base', tags: ['v1.0.0'], files: { 'a.txt': '1' } },
  { name: 'main', message: 'fix: on main', files: { 'b.txt': '1' } },
  ...inside.map((commit, index) => (index === 0 ? { ...commit, parents: ['base'] } : commit)),
  { name: 'merge', message, parents: ['main', inside.at(-1)!.name!], files: { 'merged.txt': '1' } },
]

test('a merge tells nothing by itself; its commits get its number', async () => {
  const found = await readOne(
    merged('Merge pull request #9 from x/y\n\nfeat: all of it', { name: 'in', message: 'feat: inside' }),
  )
  expect(shown(found).sort()).toEqual(['feat: inside', 'fix: on main'])
  expect(found.changes.map(({ source }) => source.kind === 'commit' && source.pullRequest).sort()).toEqual([
    9,
    undefined,
  ])
  expect(found.unconventional).toBe(0)
})

test('the title of a merge counts where none of its commits says anything', async () => {
  const found = await readOne(
    merged('Merge pull request #6 from x/y\n\nfeat: ask for the key', { name: 'in', message: 'Ask for it' }),
  )
  expect(shown(found)).toEqual(['feat: ask for the key', 'fix: on main'])
})

test('the revert of a merge takes back all that it brought, also through a merge inside', async () => {
  makeRepository(
    folder,
    merged(
      'Merge pull request #9 from x/y',
      { name: 'one', message: 'feat: one' },
      { name: 'two', message: 'feat!: two' },
    ),
  )
  gitIn(folder, 'revert', '--no-edit', '-m', '1', 'HEAD')
  expect(shown((await read())[0]!)).toEqual(['fix: on main'])
})

test('the list of a squash counts where the title says nothing, or too little', async () => {
  expect(await changesOf('Login (#1)\n\n* feat: form\n\n* fix: typo')).toEqual(['feat: form', 'fix: typo'])
  rmSync(folder, { recursive: true, force: true })
})

test.each([
  ['a higher level', 'fix: form (#1)\n\n* fix: form\n* feat: field', ['fix: form', 'feat: field']],
  ['the same level', 'feat: form (#1)\n\n* feat: field\n* fix: typo', ['feat: form']],
  [
    'a log',
    `Squashed commit of the following:\n\ncommit ${'a'.repeat(40)}\nAuthor: A <a@b>\nDate: x\n\n    feat: one\n    \n    BREAKING CHANGE: gone\n\ncommit ${'b'.repeat(40)}\nAuthor: A <a@b>\n\n    fix: two\n`,
    ['feat!: one', 'fix: two'],
  ],
])('a squash with %s', async (_, message, expected) => {
  expect(await changesOf(message)).toEqual(expected)
})

test.each([
  ['last', 'chore: x\n\nRelease-As: 3.0.0'],
  [
    'in the middle of a squash',
    'chore: x (#1)\n\n* chore: a\n\nRelease-As: 3.0.0\n\n* chore: b\n\nCo-authored-by: X <x@y.z>',
  ],
  ['with a prefix and line ends of Windows', 'chore: x\r\n\r\nrelease-as: v3.0.0\r\n'],
])('a version that is asked for %s is found', async (_, message) => {
  const found = await readOne([{ message: 'feat: old', tags: ['v1.0.0'] }, { message }])
  expect(found.releaseAs).toEqual({ version: '3.0.0', commit: found.head })
})

test('notes of git change nothing', async () => {
  makeRepository(folder, [{ message: 'x', tags: ['v1.0.0'] }, { message: 'fix: a' }])
  gitIn(folder, 'notes', 'add', '-m', 'feat!: note\n\nBREAKING CHANGE: note')
  expect(shown((await read())[0]!)).toEqual(['fix: a'])
})

test('names follow the mailmap of the repository', async () => {
  makeRepository(folder, [{ message: 'fix: a', author: 'ada' }])
  writeFileSync(join(folder, '.mailmap'), 'Ada Lovelace <ada@example.com>\n')
  expect((await read())[0]!.changes[0]!.source).toMatchObject({ authors: ['Ada Lovelace'] })
})

test('without a tag, everything is new', async () => {
  const found = await readOne([{ message: 'feat: a' }, { message: 'fix: b' }])
  expect(found).toMatchObject({ previous: undefined, previousFinal: undefined, commits: 2, contained: [], tags: [] })
})

test('of several tags on one commit, the highest counts; other names are no versions', async () => {
  const found = await readOne([
    { message: 'x', tags: ['v1.0.0', '+v1.1.0', 'v1', 'v01.2.0', 'vv9.0.0', 'other-v9.0.0', 'v2.0', 'latest'] },
    { message: 'fix: y' },
  ])
  expect(found.previous?.tag).toBe('v1.1.0')
  expect(found.tags.map(({ tag }) => tag)).toEqual(['v1.1.0', 'v1.0.0'])
})

test('a higher tag on another branch is not the last release', async () => {
  const found = await readOne([
    { name: 'base', message: 'feat: base', tags: ['v1.0.0'] },
    { message: 'feat!: elsewhere', tags: ['v2.0.0'] },
    { message: 'fix: here', parents: ['base'] },
  ])
  expect(found).toMatchObject({ previous: { tag: 'v1.0.0' }, contained: ['1.0.0'], commits: 1 })
  expect(found.tags.map(({ tag }) => tag)).toEqual(['v2.0.0', 'v1.0.0'])
  expect(shown(found)).toEqual(['fix: here'])
})

test('a tag of a later commit is not the last release of an earlier one', async () => {
  makeRepository(folder, [
    { name: 'one', message: 'x', tags: ['v1.0.0'] },
    { message: 'feat: y', tags: ['v1.1.0'] },
  ])
  const [found] = await readUnreleased(git.at(folder), [wholeRepository], { revision: 'v1.0.0' })
  expect(found).toMatchObject({ previous: { tag: 'v1.0.0' }, commits: 0, changes: [] })
})

test('since a prerelease, commits are counted from it, and changes from the final release', async () => {
  const found = await readOne([
    { message: 'x', tags: ['v1.0.0'] },
    { message: 'feat: a', tags: ['v1.1.0-beta.1'] },
    { message: 'chore: b' },
  ])
  expect(found).toMatchObject({
    previous: { version: '1.1.0-beta.1' },
    previousFinal: { version: '1.0.0' },
    level: 'minor',
    levelSincePrevious: 'none',
    commits: 1,
    contained: ['1.1.0-beta.1', '1.0.0'],
  })
})

test('a shallow clone is refused with what to do', async () => {
  makeRepository(folder, [{ message: 'x', tags: ['v1.0.0'] }, { message: 'y' }])
  const clone = join(folder, 'clone')
  gitIn(folder, 'clone', '--quiet', '--depth=1', `file://${folder}`, clone)
  await expect(readUnreleased(git.at(clone), [wholeRepository])).rejects.toMatchObject({
    reason: 'history-incomplete',
    hint: expect.stringContaining('fetch-depth: 0'),
  })
})

test.each([
  ['no repository', () => {}],
  ['no commit', () => void gitIn(folder, 'init', '--quiet')],
])('a folder with %s is refused', async (_, make) => {
  make()
  await expect(read()).rejects.toMatchObject({ reason: 'history-incomplete' })
})
