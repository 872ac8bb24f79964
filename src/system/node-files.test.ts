import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { commandLine } from '../../test/support/command-line.ts'
import { nodeFiles } from './node-files.ts'

/* A folder for temporary files that is shared with a user who means harm. */
let folder: string
const trash: string[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftlock-files-'))
  chmodSync(folder, 0o777)
})
afterEach(() => {
  for (const path of [folder, ...trash.splice(0)]) rmSync(path, { recursive: true })
})

test('a temporary folder is new, has a name that nobody can foresee, and is open to its user alone', async () => {
  const made = await Promise.all(Array.from({ length: 50 }, () => nodeFiles.temporaryFolder('liftlock-')))
  expect(new Set(made).size).toBe(50)
  for (const path of made) {
    trash.push(path)
    expect(basename(path)).toMatch(/^liftlock-\w{6}$/)
    expect(lstatSync(path).mode & 0o777).toBe(0o700)
    expect(readdirSync(path)).toEqual([])
  }
})

test('a file is written beside its place first, never through a link that lies there', async () => {
  const victim = join(folder, 'victim')
  writeFileSync(victim, 'mine')
  symlinkSync(victim, join(folder, 'plan.json'))
  await nodeFiles.write(join(folder, 'plan.json'), 'ours')
  expect(readFileSync(victim, 'utf8')).toBe('mine')
  expect(readFileSync(join(folder, 'plan.json'), 'utf8')).toBe('ours')
  expect(lstatSync(join(folder, 'plan.json')).isSymbolicLink()).toBe(false)
  expect(readdirSync(folder).sort()).toEqual(['plan.json', 'victim'])
})

test('a write that fails leaves what was there, and no part of the new', async () => {
  const path = join(folder, 'release.zip')
  await nodeFiles.write(path, 'old')
  const broken = async function* () {
    yield Buffer.from('ne')
    throw new Error('connection lost')
  }
  await expect(nodeFiles.write(path, broken())).rejects.toThrow('connection lost')
  expect(readFileSync(path, 'utf8')).toBe('old')
  expect(readdirSync(folder)).toEqual(['release.zip'])
})

test('a folder for temporary files that is not there, or is none, is named with the variable that sets it', async () => {
  const line = commandLine()
  writeFileSync(join(line.folder, 'template.json'), '{"Resources":{"A":{"Type":"AWS::SNS::Topic"}}}')
  const errors: unknown[] = []
  for (const name of ['nowhere', 'template.json']) {
    const temporary = join(line.folder, name)
    const args = ['package', 'template.json', '--application', 'desk', '--export', 'release.zip', '--json']
    const { stdout, code } = await line.run(args, { TMPDIR: temporary, TSX_DISABLE_CACHE: '1' })
    errors.push({ ...JSON.parse(stdout).error, code, named: stdout.includes(temporary) })
  }
  rmSync(line.folder, { recursive: true })
  const hint = expect.stringContaining('TMPDIR')
  expect(errors).toEqual([
    expect.objectContaining({ reason: 'file-missing', hint, named: true, code: 2 }),
    expect.objectContaining({ reason: 'file-unreadable', hint, named: true, code: 2 }),
  ])
})
