import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { readReleases } from '../../src/delivery/versioning/history/read-releases.ts'
import { type ReleaseLine, wholeRepository } from '../../src/delivery/versioning/release-line.ts'
import { nodeGit } from '../../src/system/git/node-git.ts'
import { type MadeCommit, makeRepository } from '../support/made-repository.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-releases-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const git = nodeGit({ ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' }, new AbortController().signal)
/** Versions with the texts of their changes. */
async function releasesOf(commits: readonly MadeCommit[], line: ReleaseLine = wholeRepository) {
  makeRepository(folder, commits)
  const releases = await readReleases(git.at(folder), line)
  return releases.map(({ version, changes }) => [version, ...changes.map(({ text }) => text)])
}

test('each release has what came with it, and what waits belongs to none', async () => {
  const commits = [
    { message: 'feat: a', tags: ['v1.0.0'] },
    { message: 'fix: b' },
    { message: 'chore: c', tags: ['+v1.0.1'] },
    { message: 'feat: d', tags: ['v1.1.0', 'other'] },
    { message: 'feat: e' },
  ]
  expect(await releasesOf(commits)).toEqual([
    ['1.1.0', 'd'],
    ['1.0.1', 'b'],
    ['1.0.0', 'a'],
  ])
  const [newest] = await readReleases(git.at(folder), wholeRepository)
  expect(newest).toMatchObject({ tag: 'v1.1.0', previousTag: 'v1.0.1', date: '2023-11-14' })
})

test('a commit that was merged after a release belongs to the release that brought it', async () => {
  const commits: readonly MadeCommit[] = [
    { name: 'base', message: 'feat: base', tags: ['v1.0.0'] },
    { name: 'early', message: 'feat: early, merged late' },
    { name: 'main', message: 'fix: main', parents: ['base'], tags: ['v1.0.1'] },
    { message: 'Merge branch early', parents: ['main', 'early'], tags: ['v1.1.0'] },
  ]
  expect(await releasesOf(commits)).toEqual([
    ['1.1.0', 'early, merged late'],
    ['1.0.1', 'main'],
    ['1.0.0', 'base'],
  ])
})

test('a maintenance release that was merged back keeps its commits', async () => {
  const commits: readonly MadeCommit[] = [
    { name: 'base', message: 'feat: base', tags: ['v1.0.0'] },
    { name: 'fix', message: 'fix: old', tags: ['v1.0.1'] },
    { name: 'main', message: 'feat: new', parents: ['base'], tags: ['v2.0.0'] },
    { name: 'merge', message: 'Merge', parents: ['main', 'fix'] },
    { message: 'fix: newer', tags: ['v2.0.1'] },
  ]
  expect(await releasesOf(commits)).toEqual([
    ['2.0.1', 'newer'],
    ['2.0.0', 'new'],
    ['1.0.1', 'old'],
    ['1.0.0', 'base'],
  ])
})

test('prereleases are folded into their final release, and newer ones stand by themselves', async () => {
  const commits = [
    { message: 'feat: a', tags: ['v1.0.0-beta.1'] },
    { message: 'feat: b', tags: ['v1.0.0'] },
    { message: 'feat: c', tags: ['v1.1.0-rc.1'] },
  ]
  expect(await releasesOf(commits)).toEqual([
    ['1.1.0-rc.1', 'c'],
    ['1.0.0', 'b', 'a'],
  ])
})

test('a package has only what changes its files, by its own tags', async () => {
  const line = { name: 'cart', tagPrefix: 'cart@', path: 'packages/cart', ignored: ['packages/cart/README.md'] }
  const at = (path: string, message: string, ...tags: readonly string[]) => ({
    message,
    files: { [path]: message },
    tags,
  })
  const commits = [
    at('packages/cart/a.ts', 'feat: a', 'cart@1.0.0', 'shop@5.0.0'),
    at('packages/shop/a.ts', 'feat!: shop', 'shop@6.0.0'),
    at('packages/cart/README.md', 'fix: words'),
    at('packages/cart-more/a.ts', 'feat: more'),
    at('packages/cart/b\n"c".ts', 'fix: b', 'cart@1.0.1'),
  ]
  expect(await releasesOf(commits, line)).toEqual([
    ['1.0.1', 'b'],
    ['1.0.0', 'a'],
  ])
})
