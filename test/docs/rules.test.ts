import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'

const folder = join(packageRoot(), 'src', 'generator', 'model')
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(folder, file), 'utf8'))
const used = new Set(sources.flatMap((text) => [...text.matchAll(/'(V-\d\d)'/g)].map(([, rule]) => rule!)))
const headings = [...readFileSync(join(packageRoot(), 'docs', 'rules.md'), 'utf8').matchAll(/^## (V-\d\d)$/gm)]

test('every rule has one heading in docs/rules.md, in order, and every heading is a rule', () => {
  expect(headings.map(([, rule]) => rule)).toEqual([...used].sort())
})
