import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { recordRef } from '../../src/delivery/publishing/publish-record.ts'
import { type GitHttpServer, serveGit } from '../support/git-http-server.ts'
import { testContext } from '../support/test-context.ts'
import { type PublishWorld, publishWorld, watchedGit } from './publish-world.ts'
import { doBefore, type ThreeModels, threeModels } from './three-models.ts'

let world: PublishWorld
let models: ThreeModels
let server: GitHttpServer

beforeEach(async () => {
  world = publishWorld()
  world.git(world.target, 'config', 'http.receivepack', 'true')
  server = await serveGit(world.folder)
  models = threeModels(world)
})
afterEach(async () => {
  await server.close()
  world.close()
})

test('an older model that arrives after a newer one with the same files is superseded', async () => {
  const { commit } = await models.publishFirst()
  expect(await models.publishLast()).toMatchObject({ outcome: 'no-changes', commit })
  await expect(models.publishBetween()).rejects.toMatchObject({
    reason: 'publish-superseded',
    message: `acme/shop-backend already has acme/shop-model@${models.last.slice(0, 7)}, which is newer than ${models.between.slice(0, 7)}`,
  })
  expect(world.git(world.target, 'rev-parse', 'main')).toBe(commit)
  expect(models.recorded()).toBe(`acme/shop-model@${models.last}`)
})

test('what a newer one publishes later lands, and says so itself', async () => {
  await models.publishFirst()
  await models.publishLast()
  const next = world.changeModel('4')
  expect(await world.publishCommit(next, 'next')).toMatchObject({ outcome: 'succeeded', written: 1 })
  expect(models.recorded()).toBe(`acme/shop-model@${next}`)
  await expect(models.publishLast()).rejects.toMatchObject({ reason: 'publish-superseded' })
})

test('the same commit again, an older one with the same files, and a plan push nothing', async () => {
  await world.publishCommit(models.between, 'same')
  const pushes: string[] = []
  const watched = () =>
    testContext({ git: watchedGit(testContext().git, ([name]) => name === 'push' && pushes.push(name)) })
  const had = world.references()
  for (const commit of [models.between, models.first])
    expect(await world.publishCommit(commit, 'same', { context: watched() })).toMatchObject({ outcome: 'no-changes' })
  expect(await models.publishLast({ 'plan-only': 'true' }, watched())).toMatchObject({ outcome: 'no-changes' })
  expect(pushes).toEqual([])
  expect(world.references()).toBe(had)

  await models.publishLast({}, watched())
  expect(pushes).toEqual(['push'])
})

test.each([
  ['fetch', 'by a path'],
  ['push', 'by a path'],
  ['push', 'by http'],
])('one that looked before its %s, and the newer one said so then, is superseded, %s', async (command, way) => {
  const inputs = way === 'by http' ? { repository: 'acme/shop-backend', server: server.url } : {}
  const { commit } = await models.publishFirst()
  await expect(
    models.publishBetween(
      inputs,
      doBefore(command, () => models.publishLast()),
    ),
  ).rejects.toMatchObject({
    reason: 'publish-superseded',
  })
  expect(world.git(world.target, 'rev-parse', 'main')).toBe(commit)
})

test('a newer one that has the same files no longer finds them when the newest landed meanwhile', async () => {
  await models.publishFirst()
  const newest = world.changeModel('4')
  const landed = () => world.publishCommit(newest, 'newest')
  await expect(models.publishLast({}, doBefore('push', landed))).rejects.toMatchObject({ reason: 'publish-superseded' })
  expect(models.recorded()).toBe(`acme/shop-model@${newest}`)
  expect(world.published()['template.json']).toBe('newest')
})

test('the newer one that finds the older one landed meanwhile brings its files back', async () => {
  await models.publishFirst()
  const published = await models.publishLast(
    {},
    doBefore('push', () => models.publishBetween()),
  )
  expect(published).toMatchObject({ outcome: 'succeeded', written: 1 })
  expect(world.published()['template.json']).toBe('same')
  expect(world.commits()).toBe(3)
  expect(models.recorded()).toBe(`acme/shop-model@${models.last}`)
})

test.each([
  ['branch', () => 'refs/heads/main'],
  ['record', () => recordRef('main', '')],
])('one that is faster with the %s while a push is on its way is found by looking again', async (_, reference) => {
  await models.publishFirst()
  const other = world.git(world.target, 'commit-tree', 'main^{tree}', '-p', 'main', '-m', 'At the same time')
  // The hook runs after the client compared what is there, and before the server takes its locks.
  world.hook('pre-receive', `unset GIT_QUARANTINE_PATH; mkdir done || exit 0; git update-ref ${reference()} ${other}`)
  const context = testContext()
  expect(await models.publishBetween({}, context)).toMatchObject({ outcome: 'succeeded' })
  expect(context.reports).toContainEqual({
    kind: 'progress',
    text: 'acme/shop-backend has new commits, trying again',
  })
  expect(models.recorded()).toBe(`acme/shop-model@${models.between}`)
  expect(world.published()['template.json']).toBe('another')
})

test('an answer that is lost after the record took effect is found by looking again', async () => {
  const { commit } = await models.publishFirst()
  let posts = 0
  // Twice, since curl itself asks again.
  server.losesAnswer = ({ url, method }) => method === 'POST' && !!url?.endsWith('git-receive-pack') && posts++ < 2
  const inputs = { repository: 'acme/shop-backend', server: server.url }
  const context = testContext()
  expect(await models.publishLast(inputs, context)).toMatchObject({ outcome: 'no-changes', commit })
  expect(posts).toBeGreaterThan(0)
  expect(context.reports).toContainEqual({ kind: 'note', text: expect.stringMatching(/trying again$/) })
  expect(models.recorded()).toBe(`acme/shop-model@${models.last}`)
})
