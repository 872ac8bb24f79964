import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'

/*
 * A mask knows a secret as a whole, so nothing that is shown may be written in pieces. No host and no command hands on a stream: what a program
 * or a service says is collected first (`src/system/collect-output.ts`), and written as one text.
 */
const folders = ['src/hosts', 'src/cli', 'src/stages', 'actions']
const files = folders.flatMap((folder) =>
  readdirSync(join(packageRoot(), folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name)),
)
const found = (pattern: RegExp) =>
  files.flatMap((file) => {
    const text = readFileSync(join(packageRoot(), file), 'utf8')
    return [...text.matchAll(pattern)].map(([match]) => `${file}: ${match}`)
  })

test('no stream of a program or a service is handed on to what is shown', () => {
  expect(files.length).toBeGreaterThan(60)
  expect(found(/\.pipe(?:Through|To)?\(|\bpipeline\(|\bon\('(?:data|readable)'|stdio:|'inherit'/g)).toEqual([])
})
