import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { packageRoot } from '../../src/system/package-root.ts'
import { actionOf } from '../support/missing-rights.ts'
import { renderedExample } from '../support/rendered-example.ts'
import { nameOf, type Right, rightsIn } from '../support/rendered-rights.ts'
import { factOf, provenRows, renderRightsTable } from '../support/rights-table.ts'

async function exampleRights(): Promise<readonly Right[]> {
  const templates = await renderedExample()
  return rightsIn((file) => templates.get(file)!)
}

test('each right that a pipeline is rendered with was withheld, or has a reason why not', async () => {
  const rows = provenRows()
  const unknown = (await exampleRights()).filter((right) => factOf(right, rows) === undefined)
  expect(unknown.map(nameOf)).toEqual([])
})

test('no right is listed that is not rendered', async () => {
  const rendered = new Set((await exampleRights()).map(nameOf))
  expect(provenRows().filter((row) => !rendered.has(nameOf({ account: '', ...row })))).toEqual([])
})

test('a right that was withheld failed the action that its role is for, or a command of its person', () => {
  for (const { at, ...right } of provenRows())
    expect(at).toMatch(actionOf({ account: '', ...right }) ?? /^liftlock pipeline (start|list|show|approve)$/)
})

test('the page shows what is known', async () => {
  const page = readFileSync(join(packageRoot(), 'docs', 'rights.md'), 'utf8')
  const made = renderRightsTable(await exampleRights(), provenRows())
  // `tsx bench/rights/write-page.ts` writes it.
  expect(page.split('<!-- made by bench/rights: table -->')[1]?.trim()).toBe(made)
})
