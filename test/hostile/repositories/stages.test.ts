import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { GateDefinition } from '../../../src/core/gate/gate-definition.ts'
import { sha256 } from '../../../src/core/sha256.ts'
import { parseMessage } from '../../../src/delivery/publishing/publish-record.ts'
import { locateFindings } from '../../../src/stages/quality-gate/finding-positions.ts'
import { type PublishWorld, publishWorld } from '../../publishing/publish-world.ts'
import { testContext } from '../../support/test-context.ts'
import { openSite, plant, runPlain, type Site } from './plant.ts'
import type { Recipe } from './recipes.ts'

let site: Site
let world: PublishWorld
let foreign: Server
let address: string
let got: string[]
beforeEach(async () => {
  site = openSite()
  world = publishWorld()
  got = []
  foreign = createServer((request, response) => {
    got.push(`${request.method} ${request.url} ${request.headers.authorization}`)
    response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/acme/shop-model.git`
})
afterEach(async () => {
  site.close()
  world.close()
  await new Promise((resolve) => foreign.close(resolve))
})

/** As a pull request brings it: tracked files with a signed commit and a program that checks signatures. */
const embedded: Recipe = {
  name: 'embedded',
  config: (program) =>
    `[log]\nshowSignature = true\n[gpg]\nprogram = ${program}\n[remote "origin"]\nurl = ${address}\n[core]\nfsmonitor = ${program}`,
  trigger: ['log', '-1', 'HEAD'],
}

/** A checkout of the model whose folder `shop` is a bare repository too. @returns the folder and the commit of the checkout */
function hostileModel(): { readonly folder: string; readonly commit: string } {
  const folder = join(world.model, 'shop')
  mkdirSync(folder)
  plant(site, embedded, folder, 'embedded')
  world.changeModel('hostile', 'shop/config.xml')
  const checkout = join(world.folder, 'pulled')
  world.git(world.folder, 'clone', '--quiet', world.modelRemote, checkout)
  world.generated({ 'template.json': '{}', 'gate.json': '{}' })
  return { folder: join(checkout, 'shop'), commit: world.git(checkout, 'rev-parse', 'HEAD') }
}

test('a publication of a model whose folder is a bare repository too names the commit of the checkout, and runs nothing', async () => {
  const { folder, commit } = hostileModel()
  const outputs = await world.publish({ model: folder })
  expect(outputs.modelCommit).toBe(`acme/shop-model@${commit}`)
  const record = parseMessage(world.git(world.target, 'log', '-1', '--format=%B', 'main'))
  expect(record).toMatchObject({ model: commit, modelFolder: 'shop' })
  expect(site.ran()).toBe(false)
  runPlain(folder, embedded)
  expect(site.ran()).toBe(true)
})

test('the origin that such a repository names is not asked, with or without a token', async () => {
  const { folder } = hostileModel()
  expect(world.git(folder, 'config', '--get', 'remote.origin.url')).toBe(address)
  await world.publish({ model: folder, folder: 'service' })
  world.generated({ 'template.json': '{"a":1}' })
  // Another commit is published, so history is asked for.
  world.rewrite(
    world.git(world.target, 'log', '-1', '--format=%B', 'main').replaceAll(/@[0-9a-f]{40}/g, `@${'2'.repeat(40)}`),
  )
  for (const line of world
    .references()
    .split('\n')
    .filter((each) => each.includes('refs/liftlock')))
    world.git(world.target, 'update-ref', '-d', line.split(' ')[1]!)
  const published = world.publish({ model: folder, folder: 'service', 'model-token': 't0ken' })
  await expect(published).rejects.toMatchObject({ reason: 'model-history-unknown' })
  expect(got).toEqual([])
})

test('the gate looks for the lines of a model without running what the checkout holds', async () => {
  const service = join(world.folder, 'service')
  mkdirSync(join(service, 'app', '.liftlock'), { recursive: true })
  plant(site, embedded, service, 'embedded')
  writeFileSync(join(service, 'app', 'gate.json'), '{}')
  writeFileSync(join(service, 'app', '.liftlock', 'generated.json'), '{}')
  world.git(service, '--git-dir=.', '--work-tree=.', 'add', 'app/gate.json')
  const gate = { definition: {} as GateDefinition, path: 'gate.json', digest: sha256('{}'), release: '1'.repeat(64) }
  const context = testContext({ run: { host: 'github', id: '1', url: 'https://github.com/acme/shop/actions/runs/1' } })
  site.ran()
  const finding = { severity: 'error', text: 'A failed', place: { file: 'a.xml', line: 1 } } as const
  await locateFindings([finding], { model: undefined, configuration: service, gate }, context)
  expect(site.ran()).toBe(false)
})
