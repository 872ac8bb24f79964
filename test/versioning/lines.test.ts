import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { readUnreleased } from '../../src/delivery/versioning/history/read-unreleased.ts'
import type { ReleaseLine } from '../../src/delivery/versioning/release-line.ts'
import { nodeGit } from '../../src/system/git/node-git.ts'
import { gitIn, type MadeCommit, makeRepository } from '../support/made-repository.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-lines-test-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const git = nodeGit({ ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' }, new AbortController().signal)
const lines: readonly ReleaseLine[] = [
  { name: 'cart', tagPrefix: 'cart@', path: 'packages/cart', ignored: [] },
  { name: 'shop', tagPrefix: 'shop-v', path: 'packages/shop/', ignored: ['packages/shop/docs'] },
  { name: 'shop-front', tagPrefix: 'shop-front-v', path: 'packages/shop-front', ignored: [] },
]
const at = (message: string, paths: readonly string[], ...tags: readonly string[]): MadeCommit => ({
  message,
  files: Object.fromEntries(paths.map((path) => [path, message])),
  tags,
})
const read = async (commits: readonly MadeCommit[]) => {
  makeRepository(folder, commits)
  const found = await readUnreleased(git.at(folder), lines)
  return Object.fromEntries(found.map((each) => [each.line.name, each]))
}

test('each package has its own last tag, and what changed its files since then', async () => {
  const found = await read([
    at('feat: all', ['packages/cart/a', 'packages/shop/a', 'packages/shop-front/a'], 'cart@1.0.0', 'shop-v3.0.0'),
    at('feat: cart', ['packages/cart/b']),
    at('fix: both', ['packages/cart/c', 'packages/shop/c'], 'cart@1.1.0'),
    at('docs: shop', ['packages/shop/docs/x']),
    at('chore: root', ['README.md']),
  ])
  expect(found.cart).toMatchObject({ previous: { tag: 'cart@1.1.0' }, commits: 0, changes: [] })
  expect(found.shop).toMatchObject({ previous: { tag: 'shop-v3.0.0' }, commits: 1, level: 'patch' })
  expect(found['shop-front']).toMatchObject({ previous: undefined, commits: 1, level: 'minor' })
})

test('a commit without files belongs to the package that its scope names', async () => {
  makeRepository(folder, [at('feat: all', ['packages/cart/a', 'packages/shop/a'], 'cart@1.0.0', 'shop-v1.0.0')])
  gitIn(folder, 'commit', '--allow-empty', '-m', 'feat(cart): ask\n\nRelease-As: 2.0.0')
  const [cart, shop] = await readUnreleased(git.at(folder), lines)
  expect(cart!.releaseAs?.version).toBe('2.0.0')
  expect(shop).toMatchObject({ commits: 0, releaseAs: undefined })
})

test('a file that was moved between packages counts for both', async () => {
  makeRepository(folder, [at('feat: all', ['packages/cart/a', 'packages/shop/b'], 'cart@1.0.0', 'shop-v1.0.0')])
  gitIn(folder, 'mv', 'packages/cart/a', 'packages/shop/a')
  gitIn(folder, 'commit', '-m', 'fix: move')
  const [cart, shop] = await readUnreleased(git.at(folder), lines)
  expect([cart!.commits, shop!.commits]).toEqual([1, 1])
})

test('names in other alphabets, with quotes and line ends are read as they are', async () => {
  const found = await read([
    at('chore: base', ['x'], 'cart@1.0.0', 'shop-v1.0.0'),
    at('feat: a', ['packages/cart/ü "q"\n\tx']),
    at('fix: b', ['\npackages/shop/a']),
  ])
  expect(found.cart).toMatchObject({ commits: 1, level: 'minor' })
  expect(found.shop).toMatchObject({ commits: 0 })
})

test('two tags on one commit belong to their own packages only', async () => {
  const found = await read([
    at('feat: all', ['packages/shop/a', 'packages/shop-front/a'], 'shop-v1.0.0', 'shop-front-v2.0.0'),
    at('fix: front', ['packages/shop-front/b']),
  ])
  expect(found.shop!.tags.map(({ tag }) => tag)).toEqual(['shop-v1.0.0'])
  expect(found['shop-front']).toMatchObject({ previous: { version: '2.0.0' }, commits: 1 })
})
