import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { packageRoot } from '../../src/system/package-root.ts'

interface Declared {
  readonly description: string
  readonly default?: string
}

test('the tables of the setup page are what its action.yml declares, in the same order', () => {
  const folder = join(packageRoot(), 'actions', 'setup')
  const page = readFileSync(join(folder, 'README.md'), 'utf8')
  const { inputs, outputs } = parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as {
    inputs: Readonly<Record<string, Declared>>
    outputs: Readonly<Record<string, Declared>>
  }
  const rows = [
    ...Object.entries(inputs).map(([name, input]) => `| \`${name}\` | ${input.description} | ${input.default} |`),
    ...Object.entries(outputs).map(([name, { description }]) => `| \`${name}\` | ${description} |`),
  ]
  expect(page.split('\n').filter((line) => line.startsWith('| `'))).toEqual(rows)
})
