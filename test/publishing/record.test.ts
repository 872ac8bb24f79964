import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { recordRef } from '../../src/delivery/publishing/publish-record.ts'
import { type PublishWorld, publishWorld } from './publish-world.ts'
import { doBefore, type ThreeModels, threeModels } from './three-models.ts'

let world: PublishWorld
let models: ThreeModels

beforeEach(() => {
  world = publishWorld()
  models = threeModels(world)
})
afterEach(() => world.close())

test('a record is a commit without files and parents that no clone fetches', async () => {
  await models.publishFirst()
  await models.publishLast()
  const ref = recordRef('main', '')
  expect(world.git(world.target, 'ls-tree', '-r', ref)).toBe('')
  expect(world.git(world.target, 'rev-list', '--count', ref)).toBe('1')
  expect(world.git(world.target, 'fsck', '--strict', '--no-dangling')).toBe('')
  world.git(world.folder, 'clone', '--quiet', world.target, 'clone')
  expect(world.git(join(world.folder, 'clone'), 'for-each-ref', '--format=%(refname)')).not.toContain('liftlock')
})

test('when a branch was set back, its record of what was there says nothing about what is there', async () => {
  const { commit } = await models.publishFirst()
  await world.publishCommit(models.last, 'newest')
  world.git(world.target, 'update-ref', 'refs/heads/main', commit!)
  expect(await models.publishBetween()).toMatchObject({ outcome: 'succeeded' })
  expect(models.recorded()).toBe(`acme/shop-model@${models.between}`)
})

test('a branch that is made anew has nothing of its former record', async () => {
  await models.publishFirst()
  await models.publishLast()
  world.git(world.target, 'update-ref', '-d', 'refs/heads/main')
  expect(await models.publishBetween()).toMatchObject({ outcome: 'succeeded', written: 2 })
  expect(models.recorded()).toBe(`acme/shop-model@${models.between}`)

  world.git(world.target, 'update-ref', '-d', 'refs/heads/main')
  world.commitByHand({ 'README.md': '# Shop' })
  expect(await models.publishFirst()).toMatchObject({ outcome: 'succeeded' })
})

test('each branch and each folder has a record of its own', async () => {
  await models.publishFirst()
  await models.publishFirst({ folder: 'app' })
  world.git(world.target, 'branch', 'other', 'main')
  await models.publishLast()
  await expect(models.publishBetween()).rejects.toMatchObject({ reason: 'publish-superseded' })
  expect(await models.publishBetween({ folder: 'app' })).toMatchObject({ outcome: 'succeeded' })
  expect(await models.publishBetween({ branch: 'other' })).toMatchObject({ outcome: 'succeeded' })
  expect([models.recorded(), models.recorded('main', 'app'), models.recorded('other')]).toEqual(
    [models.last, models.between, models.between].map((commit) => `acme/shop-model@${commit}`),
  )
})

test('a branch that begins at the default branch begins with what is recorded there', async () => {
  await models.publishFirst()
  await models.publishLast()
  await expect(models.publishBetween({ branch: 'new' })).rejects.toMatchObject({ reason: 'publish-superseded' })
  expect(await models.publishLast({ branch: 'new' })).toMatchObject({ outcome: 'succeeded' })
  expect(models.recorded('new')).toBe(`acme/shop-model@${models.last}`)
})

test('a branch that an older model makes of the same files keeps the newer record', async () => {
  await models.publishFirst()
  await models.publishLast()
  expect(await models.publishFirst({ branch: 'new' })).toMatchObject({ outcome: 'succeeded' })
  expect(models.recorded('new')).toBe(`acme/shop-model@${models.last}`)
  await expect(models.publishBetween({ branch: 'new' })).rejects.toMatchObject({ reason: 'publish-superseded' })
})

test('a branch that begins at a commit of no branch begins with the history of that commit', async () => {
  const { commit } = await models.publishFirst()
  await models.publishLast()
  world.git(world.target, 'update-ref', '--no-deref', 'HEAD', commit!)
  expect(await models.publishBetween({ branch: 'new' })).toMatchObject({ outcome: 'succeeded' })
  expect(models.recorded('new')).toBe(`acme/shop-model@${models.between}`)
})

test('a repository that was published to without records gets one, and the history counts until then', async () => {
  await models.publishFirst()
  world.git(world.target, 'update-ref', '-d', recordRef('main', ''))
  expect(await models.publishFirst()).toMatchObject({ outcome: 'no-changes' })
  expect(models.recorded()).toBe('')
  await models.publishLast()
  await expect(models.publishBetween()).rejects.toMatchObject({ reason: 'publish-superseded' })

  world.git(world.target, 'update-ref', '-d', recordRef('main', ''))
  expect(await models.publishBetween()).toMatchObject({ outcome: 'succeeded' })
  expect(models.recorded()).toBe(`acme/shop-model@${models.between}`)
})

test('files that no commit names are recorded by the first that gives the same', async () => {
  await models.publishFirst()
  const orphan = world.git(world.target, 'commit-tree', 'main^{tree}', '-m', 'All in one')
  world.git(world.target, 'update-ref', 'refs/heads/main', orphan)
  world.git(world.target, 'update-ref', '-d', recordRef('main', ''))
  expect(await models.publishLast()).toEqual(expect.objectContaining({ outcome: 'no-changes', commit: undefined }))
  await expect(models.publishBetween()).rejects.toMatchObject({ reason: 'publish-superseded' })
})

test('a model whose history was rewritten is recorded when that is accepted, also with the same files', async () => {
  await models.publishLast()
  world.git(world.model, 'reset', '--quiet', '--hard', models.first)
  world.git(world.model, 'push', '--quiet', '--force', 'origin', 'HEAD:main')
  const rewritten = world.changeModel('rewritten')
  expect(await world.publishCommit(rewritten, 'same')).toMatchObject({ outcome: 'no-changes' })
  expect(models.recorded()).toBe(`acme/shop-model@${models.last}`)

  const accepted = await world.publishCommit(rewritten, 'same', { inputs: { 'accept-rewritten-model': 'true' } })
  expect(accepted).toMatchObject({ outcome: 'no-changes' })
  const next = world.changeModel('next')
  expect(await world.publishCommit(next, 'next')).toMatchObject({ outcome: 'succeeded' })
})

test('a record that goes away between two looks, or is none, stops nothing', async () => {
  const ref = recordRef('main', '')
  await models.publishFirst()
  const gone = doBefore('fetch', () => world.git(world.target, 'update-ref', '-d', ref))
  expect(await models.publishBetween({}, gone)).toMatchObject({ outcome: 'succeeded' })

  world.git(world.target, 'update-ref', ref, world.git(world.target, 'rev-parse', 'main:template.json'))
  expect(await models.publishLast()).toMatchObject({ outcome: 'succeeded' })
  expect(models.recorded()).toBe(`acme/shop-model@${models.last}`)
})
