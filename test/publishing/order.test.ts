import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { saying } from '../support/in-command-words.ts'
import { testContext } from '../support/test-context.ts'
import { type PublishWorld, publishWorld, watchedGit } from './publish-world.ts'

let world: PublishWorld

beforeEach(() => {
  world = publishWorld()
})
afterEach(() => world.close())

test('an older model that arrives late is superseded and changes nothing', async () => {
  const [older, newer] = [world.changeModel('one'), world.changeModel('two')]
  await world.publishCommit(newer, 'two')
  await expect(world.publishCommit(older, 'one')).rejects.toMatchObject({
    reason: 'publish-superseded',
    outcome: 'superseded',
    message: `acme/shop-backend already has acme/shop-model@${newer.slice(0, 7)}, which is newer than ${older.slice(0, 7)}`,
  })
  expect(world.published()['template.json']).toBe('two')
})

test('a checkout that is older than what was published asks the repository that it came from', async () => {
  const older = world.changeModel('one')
  world.generated({ 'template.json': 'one' })
  const before = join(world.folder, 'before')
  world.git(world.folder, 'clone', '--quiet', world.modelRemote, before)
  const newer = world.changeModel('two')
  await world.publishCommit(newer, 'two')
  expect(world.git(before, 'rev-parse', 'HEAD')).toBe(older)
  await expect(world.publish({ model: before })).rejects.toMatchObject({ reason: 'publish-superseded' })
  expect(world.git(before, 'count-objects')).toMatch(/^\d+ objects/)
  expect(() => world.git(before, 'cat-file', '-e', newer)).toThrow()
})

test('a shallow checkout asks the repository that it came from', async () => {
  await world.publishCommit(world.changeModel('one'), 'one')
  const newer = world.changeModel('two')
  const published = await world.publishCommit(newer, 'two', { clone: ['--depth=1'] })
  expect(published).toMatchObject({ outcome: 'succeeded', written: 1 })
})

test('what stands beside ours in history is not overwritten unless that is asked for', async () => {
  const base = world.changeModel('one')
  const replaced = world.changeModel('two')
  await world.publishCommit(replaced, 'two')
  world.git(world.model, 'reset', '--quiet', '--hard', base)
  world.git(world.model, 'push', '--quiet', '--force', 'origin', 'HEAD:main')
  const ours = world.changeModel('another two')

  await expect(world.publishCommit(ours, 'three')).rejects.toMatchObject({
    reason: 'model-history-unknown',
    outcome: 'rejected',
    hint: saying('run once with --accept-rewritten-model; the workflow'),
  })
  expect(world.published()['template.json']).toBe('two')
  const accepted = await world.publishCommit(ours, 'four', { inputs: { 'accept-rewritten-model': 'true' } })
  expect(accepted.outcome).toBe('succeeded')
})

test('a published model that can be found nowhere is not overwritten', async () => {
  world.changeModel('one')
  world.generated({ 'template.json': 'one' })
  const message = `Publish\n\nLiftlock-Model: acme/shop-model@${'1'.repeat(40)}\nLiftlock-Folder: .\nLiftlock-Tree: ${'2'.repeat(64)}\n`
  world.commitByHand({ '.liftlock/generated.json': '{"formatVersion":1,"files":{}}' })
  const clone = join(world.folder, 'clone')
  world.git(world.folder, 'clone', '--quiet', world.target, clone)
  world.git(clone, 'commit', '--quiet', '--allow-empty', '-m', message)
  world.git(clone, 'push', '--quiet')
  await expect(world.publish()).rejects.toMatchObject({ reason: 'model-history-unknown' })
})

test('a model with changes that are in no commit is not published', async () => {
  world.changeModel('one')
  world.generated({ 'template.json': 'one' })
  const extra = join(world.model, 'build', 'shop')
  world.git(world.folder, 'init', '--quiet', '--bare', extra)
  expect(await world.publish({ 'plan-only': 'true' })).toMatchObject({ outcome: 'succeeded' })

  const { writeFileSync } = await import('node:fs')
  writeFileSync(join(world.model, 'config.xml'), 'edited')
  writeFileSync(join(world.model, 'new.xml'), 'new')
  await expect(world.publish()).rejects.toMatchObject({ reason: 'model-uncommitted' })
  expect(world.context.findings.map(({ text }) => text)).toEqual([
    'config.xml is not committed',
    'new.xml is not committed',
  ])
  await expect(world.publish({ model: world.folder })).rejects.toMatchObject({ reason: 'model-uncommitted' })
})

test('of six pushes at once all land or are superseded, and the newest is what stays', async () => {
  const commits = ['1', '2', '3', '4', '5', '6'].map((text) => [world.changeModel(text), text] as const)
  world.commitByHand({ 'README.md': '# Shop' })
  const ended = await Promise.allSettled(commits.map(([commit, text]) => world.publishCommit(commit, text)))
  const reasons = ended.map((end) => (end.status === 'fulfilled' ? end.value.outcome : end.reason.reason))

  expect(reasons.filter((reason) => !['succeeded', 'publish-superseded'].includes(reason))).toEqual([])
  expect(reasons[5]).toBe('succeeded')
  expect(world.published()['template.json']).toBe('6')
  const landed = commits.filter((_, index) => reasons[index] === 'succeeded').map(([commit]) => commit)
  const log = world.git(world.target, 'log', '--reverse', '--format=%(trailers:key=Liftlock-Model,valueonly)', 'main')
  expect([...log.matchAll(/@(\w+)/g)].map((match) => match[1])).toEqual(landed)
}, 60_000)

test('six publications to folders of their own all land', async () => {
  const commit = world.changeModel('one')
  const texts = ['1', '2', '3', '4', '5', '6']
  const ended = await Promise.all(
    texts.map((text) => world.publishCommit(commit, text, { inputs: { folder: `app-${text}` } })),
  )
  expect(ended.map(({ outcome }) => outcome)).toEqual(texts.map(() => 'succeeded'))
  expect(world.commits()).toBe(6)
  expect(texts.map((text) => world.published()[`app-${text}/template.json`])).toEqual(texts)
}, 60_000)

test('when others are faster until the time is over, it says so and has pushed nothing', async () => {
  world.changeModel('one')
  world.generated({ 'template.json': 'one' })
  const real = world.context
  const racing = testContext({
    git: watchedGit(real.git, ([command]) => {
      if (command === 'push') world.commitByHand({ notes: String(real.clock.elapsed()) })
    }),
    clock: {
      ...real.clock,
      async sleep() {
        late += 20_000
      },
      elapsed: () => late,
    },
  })
  let late = 0
  await expect(world.publish({ 'timeout-in-minutes': '1' }, racing)).rejects.toMatchObject({
    reason: 'publish-contended',
    message: 'other pushes to acme/shop-backend were faster each time for 60 s; nothing was published',
  })
  expect(world.commits()).toBe(4)
  expect(Object.keys(world.published())).toEqual(['notes'])
})
