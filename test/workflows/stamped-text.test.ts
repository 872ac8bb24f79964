import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { stampedText } from '../../scripts/stamped-text.ts'
import { packageRoot } from '../../src/system/package-root.ts'

const commit = '0123456789abcdef0123456789abcdef01234567'
const starter = readFileSync(join(packageRoot(), 'workflows', 'github', 'backend.yml'), 'utf8')

test('a stamped starter names the commit of a release with its version beside it, and nothing else changes', () => {
  const stamped = stampedText(starter, commit, 'v1.0.0')
  expect(stamped).toContain(`uses: liftlock/liftlock/.github/workflows/deliver.yml@${commit} # v1.0.0\n`)
  const others = (text: string) => text.split('\n').filter((line) => !line.includes('uses:'))
  expect(others(stamped)).toEqual(others(starter))
})

test('a second stamp takes the place of the first', () => {
  const first = stampedText(starter, commit, 'v1.0.0')
  const next = commit.replace('0', 'f')
  expect(stampedText(first, next, 'v1.1.0')).toBe(stampedText(starter, next, 'v1.1.0'))
})

test('a short commit and a starter of somebody else are refused', () => {
  expect(() => stampedText(starter, commit.slice(0, 12), 'v1.0.0')).toThrow('is not a full commit')
  expect(() => stampedText('jobs: {}\n', commit, 'v1.0.0')).toThrow('names nothing')
})

test('a tag that is not there is one line that names it, and no starter is written', () => {
  const before = readFileSync(join(packageRoot(), 'workflows', 'github', 'backend.yml'), 'utf8')
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/stamp.ts', 'v987.6.5'], {
    cwd: packageRoot(),
    env: { PATH: process.env.PATH },
    encoding: 'utf8',
  })
  expect(status).toBe(1)
  expect(stderr.trim()).toMatch(/^there is no tag v987\.6\.5 in this repository: .+$/)
  expect(readFileSync(join(packageRoot(), 'workflows', 'github', 'backend.yml'), 'utf8')).toBe(before)
})
