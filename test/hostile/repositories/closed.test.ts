import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { GateDefinition } from '../../../src/core/gate-definition.ts'
import { sha256 } from '../../../src/core/sha256.ts'
import { compareWithPublished } from '../../../src/delivery/publishing/model-ancestry.ts'
import { readModelCommit } from '../../../src/delivery/publishing/model-commit.ts'
import { placeFindings } from '../../../src/stages/quality-gate/finding-places.ts'
import { testContext } from '../../support/test-context.ts'
import { openSite, plant, type Site, write } from './plant.ts'
import { cases } from './recipes.ts'

let site: Site
beforeEach(() => {
  site = openSite()
})
afterEach(() => site.close())

const context = testContext({ run: { host: 'github', id: '1', url: 'https://github.com/acme/shop/actions/runs/1' } })
const gate = { definition: {} as GateDefinition, path: 'gate.json', digest: sha256('{}'), release: '1'.repeat(64) }
const settled = (work: Promise<unknown>) => work.catch(() => undefined)

/** Everything of ours that asks git about a folder. @returns the model's commit, if it is found */
async function askAll(folder: string): Promise<string | undefined> {
  const list = async () => [join(folder, 'note.txt')]
  const source = { path: folder, application: join(site.folder, 'out', 'app'), list }
  const model = await readModelCommit(context, source).catch(() => undefined)
  const ours = model ?? { repository: 'x', checkout: folder, folder: '', commit: '1'.repeat(40), time: 0 }
  const published = '2'.repeat(40)
  for (const origin of [ours.origin, `ext::${site.program}`, 'ssh://-oProxyCommand=x/y', '--upload-pack=x', folder])
    await settled(compareWithPublished(context, { folder, ours: { ...ours, origin: origin ?? folder }, published }))
  const finding = { severity: 'error', text: 'A failed', place: { file: 'a.xml', line: 1 } } as const
  await settled(placeFindings([finding], { model: undefined, configuration: folder, gate }, context))
  return model?.commit
}

test.each(cases)('$what does not run when we ask git ($placement)', async ({ recipe, placement }) => {
  const folder = join(site.folder, 'model')
  mkdirSync(folder)
  plant(site, recipe, folder, placement)
  write(folder, { 'gate.json': '{}', '.liftlock/generated.json': '{}' })
  await askAll(folder)
  expect(site.ran()).toBe(false)
})

test.each(cases)(
  '$what does not run with the very command of git that runs it ($placement)',
  async ({ recipe, placement }) => {
    const folder = join(site.folder, 'model')
    mkdirSync(folder)
    plant(site, recipe, folder, placement)
    await context.git.at(folder).run(recipe.trigger, { input: recipe.input ?? '' })
    expect(site.ran()).toBe(false)
  },
)
