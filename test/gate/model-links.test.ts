import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import type { GateDefinition } from '../../src/core/gate/gate-definition.ts'
import type { Finding } from '../../src/core/run/report.ts'
import { sha256 } from '../../src/core/sha256.ts'
import { locateFindings } from '../../src/stages/quality-gate/finding-positions.ts'
import { packageRoot } from '../../src/system/package-root.ts'
import { type PublishWorld, publishWorld } from '../publishing/publish-world.ts'
import { testContext } from '../support/test-context.ts'

/** What was published, checked out as the job of the gate does it, and a finding of that gate. */
const file = 'scenarios/Park a car #1.xml'
const finding: Finding = { severity: 'error', text: 'A failed', place: { file, line: 4 } }
const definition = (line = 4) => JSON.stringify({ scenarios: [{ name: 'A', place: { file, line } }] })
const github = { host: 'github', id: 'acme/shop#17.1', url: 'https://github.com/acme/shop/actions/runs/17' }
const elsewhere = { ...github, url: 'https://github.example/acme/shop/actions/runs/17' }
const page = (commit: string, folder: string) =>
  `https://github.com/acme/shop-model/blob/${commit}/${folder}scenarios/Park%20a%20car%20%231.xml#L4`
/** What the checkout of that job fetches, as options of git-clone(1); a depth of 0 is all, and 1 is the default of actions/checkout. */
const asTheGate = (() => {
  const workflow = parse(readFileSync(join(packageRoot(), '.github/workflows/verify.yml'), 'utf8'))
  const { filter, 'fetch-depth': depth = 1 } = workflow.jobs.gate.steps[0].with
  return [...(filter ? [`--filter=${filter}`] : []), ...(depth === 0 ? [] : [`--depth=${depth}`])]
})()

let world: PublishWorld
beforeEach(() => {
  world = publishWorld()
})
afterEach(() => world.close())

/** Publishes a model of GitHub that lies in a folder of its repository. @returns the model's commit */
async function publishModel(folder: string, target = 'service', text = definition()): Promise<string> {
  const commit = world.changeModel(`${folder} ${text}`, join(folder, 'config.xml'))
  world.git(world.model, 'remote', 'set-url', 'origin', 'https://ann@github.com/acme/shop-model.git')
  world.generated({ 'template.json': '{}', 'gate.json': text })
  await world.publish({ model: join(world.model, folder), folder: target })
  world.git(world.model, 'remote', 'set-url', 'origin', world.modelRemote)
  return commit
}

/** The link of the finding in a fresh clone, whose origin is out of reach by then. */
async function linkIn(clone: readonly string[], { run = github, tested = definition() } = {}): Promise<Finding> {
  const checkout = join(world.folder, 'backend')
  world.git(world.folder, 'clone', '--quiet', ...clone, `file://${world.target}`, checkout)
  rmSync(world.target, { recursive: true })
  const gate = {
    definition: {} as GateDefinition,
    path: 'gate.json',
    digest: sha256(tested),
    release: '1'.repeat(64),
  }
  const places = { model: undefined, configuration: checkout, gate }
  const [placed] = await locateFindings([finding], places, testContext({ run }))
  expect(placed!.place!.file.slice(checkout.length + 1)).toMatch(/^(service|other)\/gate\.json$/)
  return placed!
}

test('commits of people on top of the publication do not hide the line of the model', async () => {
  const commit = await publishModel('')
  world.commitByHand({ 'README.md': 'By hand' })
  world.commitByHand({ 'README.md': 'By hand again' })
  expect((await linkIn(asTheGate)).link).toBe(page(commit, ''))
})

test('a model in a folder of its repository is linked there, whatever signs its name has', async () => {
  const commit = await publishModel('models/car park')
  expect((await linkIn(asTheGate)).link).toBe(page(commit, 'models/car%20park/'))
})

test('of two applications the one that was tested is linked, also when a newer model gave the same tree', async () => {
  const first = await publishModel('models/a', 'service')
  await publishModel('models/a', 'service')
  await publishModel('models/b', 'other', definition(5))
  expect((await linkIn(asTheGate)).link).toBe(page(first, 'models/a/'))
})

test('a publication that was squashed into a commit of people is known by its lines', async () => {
  const commit = await publishModel('models/a')
  const message = world.git(world.target, 'log', '-1', '--format=%B', 'main')
  world.commitByHand({ 'README.md': 'By hand' })
  world.rewrite(`Take the model (#7)\n\n* ${message}\n\nCo-authored-by: Ann <ann@example.com>`)
  expect((await linkIn(asTheGate)).link).toBe(page(commit, 'models/a/'))
})

test('without the history there is no link, and the place stays', async () => {
  await publishModel('models/a')
  world.commitByHand({ 'README.md': 'By hand' })
  const shallow = await linkIn(['--depth=1'])
  expect(shallow.link).toBeUndefined()
  expect(shallow.text).toBe(`A failed\n  in the model: ${file}:4`)
})

test('a model of another server than the run is not linked', async () => {
  await publishModel('models/a')
  expect((await linkIn(asTheGate, { run: elsewhere })).link).toBeUndefined()
})

test('a release of another commit than the checkout is not linked: the line may be another one there', async () => {
  await publishModel('models/a')
  expect((await linkIn(asTheGate, { tested: definition(3) })).link).toBeUndefined()
})
