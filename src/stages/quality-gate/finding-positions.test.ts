import { execFileSync } from 'node:child_process'
import { rmSync, symlinkSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { testContext } from '../../../test/support/test-context.ts'
import { writeTree } from '../../../test/support/write-tree.ts'
import type { GateDefinition } from '../../core/gate/gate-definition.ts'
import type { Finding } from '../../core/run/report.ts'
import { sha256 } from '../../core/sha256.ts'
import { locateFindings } from './finding-positions.ts'
import type { SealedGate } from './sealed-gate.ts'

const definition = (line: number, file = 'scenarios/A.xml') =>
  JSON.stringify({ scenarios: [{ name: 'A', place: { file, line } }] }, undefined, 2)
const finding: Finding = { severity: 'error', text: 'A failed', place: { file: 'scenarios/A.xml', line: 4 } }
/** What was tested; where findings stand does not depend on what it means. */
const sealed = (text: string, path = 'gate.json', release: string | undefined = '1'.repeat(64)): SealedGate => ({
  definition: {} as GateDefinition,
  path,
  digest: sha256(text),
  release,
})
const gate = sealed(definition(4))
let folder: string
let remove: () => Promise<void>

beforeEach(() => checkout({ 'liftlock.yml': '', 'service/gate.json': definition(4), 'gate.json': definition(5) }))
afterEach(() => remove())

/** A checkout that git knows, in place of the former. */
async function checkout(files: Readonly<Record<string, string>>): Promise<void> {
  await remove?.()
  const tree = await writeTree(files)
  folder = tree.folder
  remove = tree.remove
  execFileSync('git', ['init', '-q'], { cwd: folder })
  execFileSync('git', ['add', '-A'], { cwd: folder })
}

async function place(
  tested = gate,
  { model, configuration = folder }: { model?: string; configuration?: string } = {},
) {
  const [placed] = await locateFindings([finding], { model, configuration, gate: tested }, testContext())
  return placed!
}

test('a finding points into the model where the model lies in the checkout', async () => {
  await checkout({ 'model/scenarios/A.xml': '<scenario/>', 'app/gate.json': definition(4) })
  const placed = await place(gate, { model: join(folder, 'model') })
  expect(placed).toEqual({ ...finding, place: { file: join(folder, 'model', 'scenarios', 'A.xml'), line: 4 } })
})

test('elsewhere it points at the definition that was tested, whatever its folder is called', async () => {
  expect(await place()).toEqual({
    severity: 'error',
    text: 'A failed\n  in the model: scenarios/A.xml:4',
    place: { file: join(folder, 'service', 'gate.json'), line: 6 },
  })
})

test('the whole checkout is looked through, wherever liftlock.yml lies', async () => {
  await checkout({ 'deploy/a/liftlock.yml': '', 'services/a/app/gate.json': definition(4) })
  const placed = await place(gate, { configuration: join(folder, 'deploy', 'a', 'liftlock.yml') })
  expect(placed.place).toEqual({ file: join(folder, 'services', 'a', 'app', 'gate.json'), line: 6 })
})

test('a checkout at another commit than the release has the place by its name, when one definition names it', async () => {
  await checkout({ 'service/gate.json': definition(5), 'other/gate.json': definition(4, 'scenarios/B.xml') })
  expect((await place()).place).toEqual({ file: join(folder, 'service', 'gate.json'), line: 6 })
})

test.each([
  ['two definitions name', { 'a/gate.json': definition(5), 'b/gate.json': definition(6) }],
  ['no definition names', { 'a/gate.json': definition(4, 'scenarios/B.xml') }],
  ['only what was built, and git does not know, names', { '.gitignore': 'build/', 'build/gate.json': definition(4) }],
])('a file that %s is in the text only', async (_, files) => {
  await checkout(files)
  expect(await place()).toEqual({ severity: 'error', text: 'A failed\n  at scenarios/A.xml:4' })
})

test('outside of a repository the place is in the text only', async () => {
  rmSync(join(folder, '.git'), { recursive: true })
  expect(await place()).toEqual({ severity: 'error', text: 'A failed\n  at scenarios/A.xml:4' })
})

test('files beside a definition that was written by hand are pointed at themselves', async () => {
  await checkout({ 'service/tests/gate.json': definition(4), 'service/tests/scenarios/A.xml': 'by hand' })
  const placed = await place(sealed(definition(4), 'tests/gate.json'))
  expect(placed).toEqual({ ...finding, place: { file: join(folder, 'service/tests/scenarios/A.xml'), line: 4 } })
})

test('a definition that was given by its path is the one', async () => {
  await checkout({ 'liftlock.yml': '' })
  const other = await writeTree({ 'my[1].json': definition(4) })
  const path = join(other.folder, 'my[1].json')
  expect((await place({ ...gate, path, release: undefined })).place).toEqual({ file: path, line: 6 })
  await other.remove()
})

test('a finding without a place stays as it is', async () => {
  const plain: Finding = { severity: 'warning', text: 'Nobody was there' }
  const places = { model: undefined, configuration: folder, gate }
  expect(await locateFindings([plain], places, testContext())).toEqual([plain])
})

test('a link in the place of a definition is not followed', async () => {
  const other = await writeTree({ 'gate.json': definition(4) })
  await checkout({ 'liftlock.yml': '' })
  symlinkSync(join(other.folder, 'gate.json'), join(folder, 'gate.json'))
  execFileSync('git', ['add', '-A'], { cwd: folder })
  expect(await place()).toEqual({ severity: 'error', text: 'A failed\n  at scenarios/A.xml:4' })
  await other.remove()
})

test('what is no file in the place of a definition is not read', async () => {
  await checkout({ 'gate.json': definition(4), 'other/gate.json': definition(4) })
  rmSync(join(folder, 'gate.json'))
  execFileSync('mkfifo', [join(folder, 'gate.json')])
  truncateSync(join(folder, 'other', 'gate.json'), 17 * 1_048_576)
  expect(await place()).toEqual({ severity: 'error', text: 'A failed\n  at scenarios/A.xml:4' })
})
