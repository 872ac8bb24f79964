import { expect, test } from '@jest/globals'
import { dyingForge } from './dying-forge.ts'
import { assetIn, releaseGround } from './release-ground.ts'

/** Everything that a release does besides waiting: files, draft, asset, tag, page, moving tag, branch, workflow. */
async function killedAt(fatal: number) {
  const ground = await releaseGround()
  try {
    const { world, store } = ground
    world.repository.workflows.set('docs.yml', ['tag', 'version'])
    store.run(['branch', 'develop', 'main'])
    ground.commit('feat: coupons')
    const assets = assetIn(ground, 'shop.zip', 'zip')
    const inputs = {
      assets,
      movingTag: 'true',
      start: 'docs.yml',
      backMerge: 'develop',
      strategy: 'direct',
      checks: '',
      allowUntested: 'true',
    }
    const dying = dyingForge(world.forge, fatal)
    const first = await ground.run(inputs, { forge: async () => dying.forge }).catch((error: Error) => error)
    const last = first instanceof Error ? await ground.run(inputs) : first
    const releases = await world.forge.releases.list()
    return {
      writes: dying.writes(),
      killed: first instanceof Error ? first.message : undefined,
      state: last.state,
      releases: releases.map(({ tag, draft, notes, assets: files }) => ({
        tag,
        draft,
        isMarked: notes.includes('liftlock-release'),
        files: files.map(({ name }) => name),
      })),
      tags: store.refs('refs/tags/').map(({ ref }) => ref),
      onBranch: store.resolve('v1.1.0') === store.resolve('main'),
      moved: store.resolve('v1') === store.resolve('main'),
      back: store.resolve('develop') === store.resolve('main'),
      runs: world.repository.runs.length,
    }
  } finally {
    await ground.close()
  }
}

test('a release that is killed after any of its writes is finished by the next run, once', async () => {
  const whole = await killedAt(0)
  expect(whole).toMatchObject({
    killed: undefined,
    state: 'released',
    releases: [{ tag: 'v1.1.0', draft: false, isMarked: false, files: ['shop.zip'] }],
    tags: ['refs/tags/v1', 'refs/tags/v1.0.0', 'refs/tags/v1.1.0'],
    onBranch: true,
    moved: true,
    back: true,
    runs: 1,
  })
  // The first ones make objects that no ref has: one of them stands for all.
  for (const fatal of [2, ...Array.from({ length: whole.writes - 2 }, (_, index) => index + 3)]) {
    const ended = await killedAt(fatal)
    // After the last write there is nothing left to do.
    const state = fatal === whole.writes ? 'nothing' : 'released'
    expect({ fatal, ...ended }).toEqual({ ...whole, state, fatal, writes: fatal, killed: 'killed' })
  }
}, 300_000)
