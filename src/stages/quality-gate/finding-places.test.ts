import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { testContext } from '../../../test/support/test-context.ts'
import { writeTree } from '../../../test/support/write-tree.ts'
import type { Finding } from '../../core/report.ts'
import { placeFindings } from './finding-places.ts'

const commit = '1c1db6791c1db6791c1db6791c1db6791c1db679'
const gate = JSON.stringify({ scenarios: [{ name: 'A', place: { file: 'scenarios/A.xml', line: 4 } }] }, undefined, 2)
const finding: Finding = { severity: 'error', text: 'A failed', place: { file: 'scenarios/A.xml', line: 4 } }
const github = { host: 'github', id: 'acme/shop#17.1', url: 'https://github.com/acme/shop/actions/runs/17' }
let tree: Awaited<ReturnType<typeof writeTree>>

beforeEach(async () => {
  tree = await writeTree({ 'app/gate.json': gate, 'model/scenarios/A.xml': '<scenario/>' })
})
afterEach(() => tree.remove())

function published(folder: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder })
  git('init', '-q')
  git('add', 'app')
  git('commit', '-q', '-m', `Publish acme/model\n\nLiftlock-Model: acme/model@${commit}\n`)
}

test('a finding points into the model where the model lies in the checkout', async () => {
  const model = join(tree.folder, 'model')
  const [placed] = await placeFindings([finding], { model, configuration: tree.folder }, testContext())
  expect(placed!.place).toEqual({ file: join(model, 'scenarios/A.xml'), line: 4 })
  expect(placed!.link).toBeUndefined()
})

test('elsewhere it points at the compiled scenario, with a link to the line at the commit of the model', async () => {
  published(tree.folder)
  const context = testContext({ run: github })
  const [placed] = await placeFindings([finding], { model: undefined, configuration: tree.folder }, context)
  expect(placed).toEqual({
    severity: 'error',
    text: 'A failed\n  in the model: scenarios/A.xml:4',
    place: { file: join(tree.folder, 'app', 'gate.json'), line: 6 },
    link: `https://github.com/acme/model/blob/${commit}/scenarios/A.xml#L4`,
  })
})

test('without a history the place in the model is named all the same', async () => {
  mkdirSync(join(tree.folder, 'app', '.git'))
  const [placed] = await placeFindings(
    [finding],
    { model: undefined, configuration: tree.folder },
    testContext({ run: github }),
  )
  expect(placed).toMatchObject({ text: expect.stringContaining('scenarios/A.xml:4'), place: { line: 6 } })
  expect(placed!.link).toBeUndefined()
})

test('a finding whose place nobody has here stays as it is', async () => {
  await tree.remove()
  const places = { model: undefined, configuration: tree.folder }
  expect(await placeFindings([finding], places, testContext())).toEqual([finding])
})
