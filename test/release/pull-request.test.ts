import { afterEach, expect, test } from '@jest/globals'
import { failureOf } from '../support/failure-of.ts'
import { type ReleaseGround, releaseGround } from './release-ground.ts'

let ground: ReleaseGround | undefined
afterEach(async () => {
  await ground?.close()
})

const open = () => ground!.world.repository.pulls.filter(({ state }) => state === 'open')

test('a push proposes the next version, a further one updates the same pull request, and its merge releases', async () => {
  ground = await releaseGround()
  const { store, world } = ground
  ground.commit('fix: prices')
  expect(await ground.run()).toMatchObject({ outcome: 'succeeded', state: 'proposed', tag: 'v1.0.1', pullRequest: 1 })
  expect(await ground.run()).toMatchObject({ outcome: 'no-changes', state: 'proposed', pullRequest: 1 })
  ground.commit('feat: coupons for @everyone')
  expect(await ground.run()).toMatchObject({ outcome: 'succeeded', state: 'proposed', tag: 'v1.1.0', pullRequest: 1 })
  expect(open().map(({ title }) => title)).toEqual(['chore: release v1.1.0'])
  expect(store.run(['show', 'liftlock/release:package.json'])).toContain('"version": "1.1.0"')
  expect(store.run(['show', 'liftlock/release:CHANGELOG.md'])).toContain('coupons')

  const merged = await ground.merge()
  const done = await ground.run({ movingTag: 'true' })
  expect(done).toMatchObject({ state: 'released', tag: 'v1.1.0', commit: merged, previous: '1.0.0', movingTag: 'v1' })
  const [page] = await world.forge.releases.list()
  expect(page).toMatchObject({ tag: 'v1.1.0', draft: false, prerelease: false })
  expect(page!.notes).toMatch(/### Added\n\n- coupons/)
  expect(await world.forge.refs.findTag('v1.1.0')).toMatchObject({ commit: merged, annotation: expect.anything() })
  expect(store.resolve('v1')).toBe(merged)
  expect(store.ref('refs/heads/liftlock/release')).toBeUndefined()
  expect(await ground.run()).toMatchObject({ outcome: 'no-changes', state: 'nothing' })
  expect(world.api.violations).toEqual([])
})

test('what reviewers wrote into the changelog becomes the notes', async () => {
  ground = await releaseGround()
  ground.commit('feat: coupons')
  await ground.run()
  const { store } = ground
  const text = store.run(['show', 'liftlock/release:CHANGELOG.md']).replace('coupons', 'Coupons, at last')
  store.addCommit('liftlock/release', 'chore: release v1.1.0\n\nLiftlock-Release: v1.1.0\n', {
    'CHANGELOG.md': `${text}\n`,
  })
  await ground.merge()
  expect((await ground.run()).notes).toContain('Coupons, at last')
})

test('a branch with commits of others is left alone, and a closed pull request is not opened again', async () => {
  ground = await releaseGround()
  const { store, world } = ground
  ground.commit('feat: coupons')
  await ground.run()
  const hand = store.addCommit('liftlock/release', 'docs: by hand', { 'README.md': 'mine' })
  ground.commit('fix: prices')
  expect(await failureOf(ground!.run())).toMatchObject({ reason: 'release-edited' })
  expect(store.resolve('liftlock/release')).toBe(hand)

  store.run(['update-ref', '-d', 'refs/heads/liftlock/release'])
  for (const pull of world.repository.pulls) pull.state = 'closed'
  expect(await ground.run()).toMatchObject({ state: 'proposed', pullRequest: 2 })
  for (const pull of world.repository.pulls) pull.state = 'closed'
  expect(await ground.run()).toMatchObject({ outcome: 'no-changes', state: 'nothing' })
  expect(open()).toEqual([])
})

test('a run for an older commit proposes nothing', async () => {
  ground = await releaseGround()
  ground.commit('feat: coupons')
  const { world, store } = ground
  const inputs = {}
  // Somebody pushes while the run reads.
  world.api.meanwhile = ({ path }) => {
    if (path.includes('/pulls?')) {
      world.api.meanwhile = () => {}
      store.addCommit('main', 'fix: later', { 'later.txt': '' })
    }
  }
  expect(await ground.run(inputs)).toMatchObject({ outcome: 'no-changes', state: 'nothing' })
})
