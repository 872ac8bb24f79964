import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'

test.each([
  ['V', 'src/generator/model', 'docs/rules.md'],
  ['P', 'src/pipeline', 'docs/guides/codepipeline.md'],
])('every rule %s has one heading, in order, and every heading is a rule', (letter, room, page) => {
  const folder = join(packageRoot(), room)
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
  const rules = new RegExp(`'(${letter}-\\d\\d)'`, 'g')
  const used = new Set(sources.flatMap((text) => [...text.matchAll(rules)].map(([, rule]) => rule!)))
  const headings = readFileSync(join(packageRoot(), page), 'utf8').matchAll(new RegExp(`^## (${letter}-\\d\\d)$`, 'gm'))
  expect(used.size).toBeGreaterThan(5)
  expect([...headings].map(([, rule]) => rule)).toEqual([...used].sort())
})
