import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { cases, type HostName, unitTestCase } from './cases.ts'

const columns: readonly HostName[] = ['terminal', 'github', 'codepipeline']

test('the table of the docs says of every case which host has it, and why another one lacks it', () => {
  const page = readFileSync(join(packageRoot(), 'docs', 'verified.md'), 'utf8')
  const section = page.split('\n## One delivery, every host\n')[1]!.split('\n## ')[0]!
  const [, , ...rows] = section.split('\n').filter((line) => line.startsWith('|'))
  const expected = [unitTestCase, ...cases].map(
    ({ title, lackedBy = {} }) => `| ${[title, ...columns.map((name) => lackedBy[name] ?? 'yes')].join(' | ')} |`,
  )
  expect(rows).toEqual(expected)
})
