import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from '@jest/globals'
import { failureOf } from '../support/failure-of.ts'
import { assetIn, type ReleaseGround, releaseGround } from './release-ground.ts'

let ground: ReleaseGround | undefined
afterEach(async () => {
  await ground?.close()
})

const plain = { strategy: 'direct', changelog: 'none', versionFiles: '' }

test('a tested commit without files to change is tagged as it is, with its assets', async () => {
  ground = await releaseGround()
  const commit = ground.commit('feat: coupons')
  await ground.check(commit, 'success')
  const assets = assetIn(ground, 'shop.zip', 'zip')
  expect(await ground.run({ ...plain, assets })).toMatchObject({ state: 'released', tag: 'v1.1.0', commit })
  const [page] = await ground.forge.releases.list()
  expect(page!.assets).toMatchObject([{ name: 'shop.zip', bytes: 3, complete: true }])
  expect(page!.notes).toContain('Passed: tests')
})

test('a commit whose checks failed is refused, and one whose checks run is waited for', async () => {
  ground = await releaseGround()
  const commit = ground.commit('feat: coupons')
  await ground.check(commit, 'failure')
  expect(await failureOf(ground!.run(plain))).toMatchObject({ reason: 'checks-failed' })
  const next = ground.commit('fix: prices')
  await ground.check(next, 'in_progress')
  expect(await failureOf(ground!.run({ ...plain, timeoutInMinutes: 1 }))).toMatchObject({
    reason: 'checks-pending',
  })
  expect(ground.world.clock.elapsed()).toBeGreaterThanOrEqual(60_000)
  expect(await failureOf(ground!.run({ ...plain, checks: '' }))).toMatchObject({ reason: 'checks-missing' })
  expect(ground.store.refs('refs/tags/').map(({ ref }) => ref)).toEqual(['refs/tags/v1.0.0'])
  expect(await ground.run({ ...plain, checks: '', allowUntested: 'true' })).toMatchObject({ state: 'released' })
})

test('a branch that takes no direct commit says what to do', async () => {
  ground = await releaseGround()
  ground.commit('feat: coupons')
  ground.world.repository.rules.push({ ref: 'refs/heads/main', type: 'pull_request' })
  expect(await failureOf(ground!.run({ strategy: 'direct' }))).toMatchObject({ reason: 'branch-protected' })
})

test('a direct release commits its files, and waits for the checks of that commit', async () => {
  ground = await releaseGround()
  ground.commit('feat: coupons')
  const first = await failureOf(ground!.run({ strategy: 'direct', timeoutInMinutes: 0 }))
  expect(first).toMatchObject({ reason: 'checks-pending' })
  const commit = ground.store.resolve('main')!
  await ground.check(commit, 'success')
  expect(await ground.run({ strategy: 'direct' })).toMatchObject({ state: 'released', tag: 'v1.1.0', commit })
  expect(readFileSync(`${ground.folder}/CHANGELOG.md`, 'utf8')).toContain('coupons')
  expect((await ground.forge.releases.list()).map(({ tag }) => tag)).toEqual(['v1.1.0'])
})

test('a commit that claims to be a release and changes other files is none', async () => {
  ground = await releaseGround()
  const commit = ground.commit('feat: harmless\n\nLiftlock-Release: v9.0.0\n')
  await ground.check(commit, 'success')
  expect(await ground.run({ ...plain, planOnly: 'true' })).toMatchObject({ state: 'planned', tag: 'v1.1.0' })
})

test('a tag on another commit is never moved', async () => {
  ground = await releaseGround()
  const { store } = ground
  ground.commit('feat: coupons')
  await ground.run()
  const merged = await ground.merge()
  store.run(['update-ref', 'refs/tags/v1.1.0', store.resolve('v1.0.0')!])
  expect(await failureOf(ground!.run())).toMatchObject({ reason: 'version-taken' })
  expect(store.resolve('v1.1.0')).not.toBe(merged)
  expect(await ground.forge.releases.list()).toEqual([])
})

test('workflows are started once, and develop gets the release back', async () => {
  ground = await releaseGround()
  const { store, world } = ground
  store.run(['branch', 'develop', 'main'])
  world.repository.workflows.set('docs.yml', ['tag', 'version'])
  const commit = ground.commit('feat: coupons')
  await ground.check(commit, 'success')
  const inputs = { ...plain, start: 'docs.yml', backMerge: 'develop' }
  expect(await ground.run(inputs)).toMatchObject({ state: 'released', started: ['docs.yml'] })
  expect(store.resolve('develop')).toBe(commit)
  expect(world.repository.runs).toHaveLength(1)
})
