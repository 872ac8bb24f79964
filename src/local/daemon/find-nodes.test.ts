import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { findNodes } from './find-nodes.ts'

const folder = mkdtempSync(join(tmpdir(), 'nodes-'))
afterAll(() => rmSync(folder, { recursive: true }))

function program(...names: readonly string[]): string {
  const path = join(folder, ...names)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  chmodSync(path, 0o755)
  return path
}

test('other versions lie beside the one that runs this, in folders of their names', async () => {
  const own = program('nvm', 'v22.1.0', 'bin', 'node')
  const other = program('nvm', 'v20.3.1', 'bin', 'node')
  program('nvm', 'latest', 'bin', 'node')
  program('nvm', 'v18.0.0', 'bin', 'npm')
  expect(await findNodes(['22.1.0', own])).toEqual([
    ['22.1.0', own],
    ['20.3.1', other],
  ])
})

test('the layout of the tool cache of GitHub', async () => {
  const own = program('cache', '20.20.2', 'x64', 'bin', 'node')
  const other = program('cache', '24.0.0', 'x64', 'bin', 'node')
  program('cache', '24.1.0', 'arm64', 'bin', 'node')
  expect(await findNodes(['20.20.2', own])).toEqual([
    ['20.20.2', own],
    ['24.0.0', other],
  ])
})

const asRoot = process.getuid?.() === 0 ? test : test.skip

asRoot('a program of another user is left out', async () => {
  const own = program('shared', '22.1.0', 'bin', 'node')
  chownSync(program('shared', '20.3.1', 'bin', 'node'), 12_345, 12_345)
  expect(await findNodes(['22.1.0', own])).toEqual([['22.1.0', own]])
})

test('a Node.js of the system has none beside it', async () => {
  expect(await findNodes(['20.20.2', '/usr/bin/node'])).toEqual([['20.20.2', '/usr/bin/node']])
})
