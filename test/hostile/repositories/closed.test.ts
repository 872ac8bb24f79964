import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { GateDefinition } from '../../../src/core/gate/gate-definition.ts'
import { sha256 } from '../../../src/core/sha256.ts'
import { compareWithPublished } from '../../../src/delivery/publishing/model-ancestry.ts'
import { readModelCommit } from '../../../src/delivery/publishing/model-commit.ts'
import { locateFindings } from '../../../src/stages/quality-gate/finding-positions.ts'
import { gitAll } from '../../support/git-commands.ts'
import { testContext } from '../../support/test-context.ts'
import { openSite, plant, type Site, write } from './plant.ts'
import { cases, type Recipe } from './recipes.ts'

let site: Site
beforeEach(() => {
  site = openSite()
})
afterEach(() => site.close())

const context = testContext({ run: { host: 'github', id: '1', url: 'https://github.com/acme/shop/actions/runs/1' } })
const gate = { definition: {} as GateDefinition, path: 'gate.json', digest: sha256('{}'), release: '1'.repeat(64) }
const settled = (work: Promise<unknown>) => work.catch(() => undefined)

/** Settings that say how a remote is reached, or what is done about one. */
const ofRemotes = /remote|protocol|url|ssh|gitProxy|credential|askPass|alternate|promisor/

/**
 * Everything of ours that asks git about a folder. Addresses that are an attack themselves are asked for where the settings of the
 * recipe concern remotes.
 * @returns the model's commit, if it is found
 */
async function askAll(folder: string, recipe: Recipe): Promise<string | undefined> {
  const list = async () => [join(folder, 'note.txt')]
  const source = { path: folder, application: join(site.folder, 'out', 'app'), list }
  const model = await readModelCommit(context, source).catch(() => undefined)
  const ours = model ?? { repository: 'x', checkout: folder, folder: '', commit: '1'.repeat(40), time: 0 }
  const published = '2'.repeat(40)
  const attacks = [`ext::${site.program}`, 'ssh://-oProxyCommand=x/y', '--upload-pack=x']
  const origins = [ours.origin ?? folder, folder, ...(ofRemotes.test(recipe.config('program')) ? attacks : [])]
  for (const origin of new Set(origins))
    await settled(compareWithPublished(context, { folder, ours: { ...ours, origin }, published }))
  const finding = { severity: 'error', text: 'A failed', place: { file: 'a.xml', line: 1 } } as const
  await settled(locateFindings([finding], { model: undefined, configuration: folder, gate }, context))
  return model?.commit
}

test.each(cases)('$what does not run when we ask git ($placement)', async ({ recipe, placement }) => {
  const folder = join(site.folder, 'model')
  mkdirSync(folder)
  plant(site, recipe, folder, placement)
  write(folder, { 'gate.json': '{}', '.liftlock/generated.json': '{}' })
  await askAll(folder, recipe)
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

test.each(cases.filter(({ placement }) => placement === 'own'))(
  '$what of a submodule does not run when the checkout around it is asked',
  async ({ recipe }) => {
    const outer = join(site.folder, 'outer')
    const folder = join(outer, 'sub')
    mkdirSync(folder, { recursive: true })
    plant(site, recipe, folder, 'own')
    const commit = readFileSync(join(folder, '.git', 'refs', 'heads', 'main'), 'utf8').trim()
    write(outer, { 'config.xml': '<config/>' })
    commitWithSubmodule(outer, commit)
    site.ran()
    const context = testContext()
    const list = async () => [join(outer, 'config.xml'), join(folder, 'note.txt')]
    const read = readModelCommit(context, { path: outer, application: join(site.folder, 'out', 'app'), list })
    await expect(read).rejects.toMatchObject({ reason: 'model-uncommitted' })
    expect(context.findings.map(({ text }) => text)).toContain('sub/note.txt is not committed')
    expect(site.ran()).toBe(false)
  },
)

/** A repository with `config.xml`, and a commit in the place `sub`. */
function commitWithSubmodule(folder: string, commit: string): void {
  gitAll(
    folder,
    ['init', '--quiet', '--initial-branch=main'],
    ['add', 'config.xml'],
    ['update-index', '--add', '--cacheinfo', `160000,${commit},sub`],
    ['-c', 'submodule.recurse=false', 'commit', '--quiet', '-m', 'Outer'],
  )
}

test('a link in the place of a submodule, which leads back, is not followed', async () => {
  const outer = join(site.folder, 'outer')
  mkdirSync(outer)
  write(outer, { 'config.xml': '<config/>' })
  commitWithSubmodule(outer, '1'.repeat(40))
  symlinkSync('.', join(outer, 'sub'))
  const list = async () => [join(outer, 'config.xml')]
  const context = testContext()
  const read = readModelCommit(context, { path: outer, application: join(site.folder, 'out', 'app'), list })
  await expect(read).rejects.toMatchObject({ reason: 'model-uncommitted' })
  expect(context.findings.map(({ text }) => text)).toEqual(['sub is not committed'])
})
