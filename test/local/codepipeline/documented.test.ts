import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../../src/system/package-root.ts'
import { tableBelow } from '../../support/markdown-table.ts'

test.each([
  ['machine/decisions.ts', 'What the local CodePipeline decides'],
  ['providers/shared/decisions.ts', 'What its actions and rules decide'],
])('the page about what was tried names each decision of %s', (path, heading) => {
  const read = (file: string) => readFileSync(join(packageRoot(), file), 'utf8')
  const source = read(`src/local/codepipeline/${path}`)
  const decided = [...source.matchAll(/^export (?:function|const) (\w+)/gm)].map(([, name]) => `\`${name}\``)
  expect(decided.length).toBeGreaterThan(5)
  const rows = tableBelow(read('docs/verified.md'), heading)
  expect(rows.map(([name]) => name).sort()).toEqual(decided.sort())
})
