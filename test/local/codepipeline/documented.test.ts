import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../../src/system/package-root.ts'
import { tableBelow } from '../../support/markdown-table.ts'

test.each([
  ['machine', 'What the local CodePipeline decides'],
  ['builds', 'What local builds decide'],
])('the page about what was tried names each decision of %s', (room, heading) => {
  const read = (path: string) => readFileSync(join(packageRoot(), path), 'utf8')
  const source = read(`src/local/codepipeline/${room}/decisions.ts`)
  const decided = [...source.matchAll(/^export (?:function|const) (\w+)/gm)].map(([, name]) => `\`${name}\``)
  const rows = tableBelow(read('docs/verified.md'), heading)
  expect(rows.map(([name]) => name).sort()).toEqual(decided.sort())
})
