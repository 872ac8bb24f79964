import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../../src/system/package-root.ts'
import { tableBelow } from '../../support/markdown-table.ts'

const read = (path: string) => readFileSync(join(packageRoot(), path), 'utf8')

test.each([
  ['machine/decisions.ts', 'What the local CodePipeline decides'],
  ['providers/shared/decisions.ts', 'What its actions and rules decide'],
  ['builds/decisions.ts', 'What local builds decide'],
])('the page about what was tried names each decision of %s', (path, heading) => {
  const source = read(`src/local/codepipeline/${path}`)
  const decided = [...source.matchAll(/^export (?:function|const) (\w+)/gm)].map(([, name]) => `\`${name}\``)
  expect(decided.length).toBeGreaterThan(2)
  const rows = tableBelow(read('docs/verified.md'), heading)
  expect(rows.map(([name]) => name).sort()).toEqual(decided.sort())
})

test('the guide names every provider that the local CodePipeline runs', () => {
  const sources = ['perform', 'aws-providers', 'build-providers'].map((name) =>
    read(`src/local/codepipeline/providers/${name}.ts`),
  )
  const keys = sources.join('\n').matchAll(/^ +'((?:[A-Z]\w+\/)+\w+)':/gm)
  const names = [...new Set([...keys].map(([, name]) => `\`${name}\``))]
  expect(names.length).toBeGreaterThan(3)
  const rows = tableBelow(read('docs/guides/local-codepipeline.md'), 'What runs actions and rules')
  expect(rows.map(([name]) => name).sort()).toEqual([...new Set(names)].sort())
})
