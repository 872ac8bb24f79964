import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type GitHubWorld, githubWorld } from '../support/github-world.ts'

let world: GitHubWorld
let main: string
let topic: string
beforeEach(async () => {
  world = await githubWorld()
  main = world.repository.git.resolve('main')!
  topic = world.repository.git.resolve('topic')!
})
afterEach(async () => {
  await world.api.close()
  expect(world.api.violations).toEqual([])
})

const draft = async (tag: string) => (await world.forge.releases.createDraft({ tag, target: 'main' })).id
const file = (text: string) => ({ name: 'shop.tgz', contentType: 'application/gzip', content: Buffer.from(text) })

test('a tag that is there is fine on the same commit, and a conflict on another', async () => {
  const { refs } = world.forge
  await refs.create('tags/v1', main)
  await refs.create('tags/v1', main)
  await expect(refs.create('tags/v1', topic)).rejects.toMatchObject({ kind: 'conflict', reason: 'github-conflict' })
  await expect(refs.create('tags/v2', '1'.repeat(40))).rejects.toMatchObject({ kind: 'validation' })
  await expect(refs.create('tags/a..b', main)).rejects.toMatchObject({ kind: 'validation' })
})

test('a ref moves only from where it is expected, and forward unless forced', async () => {
  const { refs } = world.forge
  await expect(refs.move('heads/main', { sha: topic, expected: topic })).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining(`points at ${main} now`),
  })
  await refs.move('heads/main', { sha: topic, expected: main })
  await refs.move('heads/main', { sha: topic, expected: main })
  await expect(refs.move('heads/main', { sha: main, expected: topic })).rejects.toMatchObject({ kind: 'conflict' })
  await refs.move('heads/main', { sha: main, expected: topic, force: true })
  expect(world.repository.git.resolve('main')).toBe(main)
  await expect(refs.move('heads/gone', { sha: topic, expected: main })).rejects.toMatchObject({
    kind: 'conflict',
    message: expect.stringContaining('is gone'),
  })
})

test('somebody who moves a tag at the same moment is not overwritten', async () => {
  const { git } = world.repository
  git.run(['update-ref', 'refs/tags/v1', main])
  world.api.meanwhile = ({ route }) => {
    if (route === 'POST /graphql') git.run(['update-ref', 'refs/tags/v1', git.resolve('main~1')!])
  }
  await expect(world.forge.refs.move('tags/v1', { sha: topic, expected: main, force: true })).rejects.toMatchObject({
    kind: 'conflict',
  })
  expect(git.resolve('refs/tags/v1')).toBe(git.resolve('main~1'))
})

test('a push of git and the API see the same refs', async () => {
  const { git } = world.repository
  git.run(['push', git.folder, `${topic}:refs/tags/pushed`])
  expect(await world.forge.refs.findTag('pushed')).toEqual({ name: 'pushed', commit: topic })
})

test.each(['pull_request', 'update'])('a branch with the rule %s is protected', async (type) => {
  world.repository.rules.push({ ref: 'refs/heads/main', type })
  await expect(world.forge.refs.move('heads/main', { sha: topic, expected: main })).rejects.toMatchObject({
    kind: 'protected',
    reason: 'github-protected',
  })
  expect(world.repository.git.resolve('main')).toBe(main)
})

test('a classic protection tells others nothing but its checks', async () => {
  world.repository.classic.set('main', ['test'])
  expect(await world.forge.branches.rules('main')).toEqual({
    protected: true,
    needsPullRequest: undefined,
    requiredChecks: ['test'],
    needsSignatures: undefined,
    needsLinearHistory: undefined,
  })
  await expect(world.forge.refs.move('heads/main', { sha: topic, expected: main })).rejects.toMatchObject({
    kind: 'protected',
  })
})

test('a protected name of tags takes no new one', async () => {
  world.repository.rules.push({ ref: 'refs/tags/v*', type: 'creation' })
  await expect(world.forge.refs.create('tags/v1', main)).rejects.toMatchObject({ kind: 'protected' })
  await expect(world.forge.releases.publish(await draft('v1'))).rejects.toMatchObject({ kind: 'protected' })
})

test('an immutable release takes no file, keeps its tag, and its tag is used up when it is deleted', async () => {
  const { releases, refs } = world.forge
  world.repository.immutableReleases = true
  const id = await draft('v1')
  const { id: asset } = await releases.uploadAsset(id, file('one'))
  expect(await releases.publish(id)).toMatchObject({ immutable: true, draft: false })
  await expect(releases.uploadAsset(id, { ...file('two'), name: 'two.tgz' })).rejects.toMatchObject({
    kind: 'protected',
  })
  await expect(releases.deleteAsset(asset)).rejects.toMatchObject({ kind: 'protected' })
  await expect(refs.move('tags/v1', { sha: topic, expected: main, force: true })).rejects.toMatchObject({
    kind: 'protected',
  })
  await releases.delete(id)
  await refs.create('tags/v2', main)
  await expect(releases.publish(await draft('v1'))).rejects.toMatchObject({ kind: 'protected' })
})

test('a release is published once, and its version has the same bytes for ever', async () => {
  const { releases } = world.forge
  const id = await draft('v1')
  const first = await releases.uploadAsset(id, file('one'))
  expect(await releases.uploadAsset(id, file('one'))).toEqual(first)
  await expect(releases.uploadAsset(id, file('two'))).rejects.toMatchObject({ kind: 'conflict' })
  const published = await releases.publish(id)
  expect(await releases.publish(id)).toEqual(published)
  await expect(draft('v1')).rejects.toMatchObject({ kind: 'conflict' })
})

test('the rest of an interrupted upload is replaced', async () => {
  const id = await draft('v1')
  const rest = { id: 5, madeBy: 0, name: 'shop.tgz', size: 2, state: 'open', digest: null }
  ;(world.repository.releases[0]!.assets as object[]).push(rest)
  expect(await world.forge.releases.uploadAsset(id, file('whole'))).toMatchObject({ bytes: 5, complete: true })
})

test('a branch has one open pull request, which needs commits', async () => {
  const { pullRequests } = world.forge
  const wanted = { head: 'topic', base: 'main', title: 't', body: '' }
  await pullRequests.create(wanted)
  await expect(pullRequests.create(wanted)).rejects.toMatchObject({ kind: 'conflict' })
  await expect(pullRequests.create({ ...wanted, head: 'gone' })).rejects.toMatchObject({ kind: 'validation' })
  await expect(pullRequests.create({ ...wanted, head: 'main', base: 'topic' })).rejects.toMatchObject({
    kind: 'validation',
  })
  expect(await pullRequests.find('gone')).toBeUndefined()
  await expect(pullRequests.read(9)).rejects.toMatchObject({ kind: 'not-found', reason: 'github-missing' })
})

test('a comment that was deleted meanwhile, or that is too long, says so', async () => {
  const { comments } = world.forge
  world.repository.issues.add(1)
  const { id } = await comments.create(1, 'one')
  world.repository.comments.length = 0
  await expect(comments.update(id, 'two')).rejects.toMatchObject({ kind: 'not-found' })
  await comments.delete(id)
  for (const body of ['', 'x'.repeat(65_537)])
    await expect(comments.create(1, body)).rejects.toMatchObject({ kind: 'validation' })
  world.repository.lockedIssues.add(1)
  await expect(comments.create(1, 'three')).rejects.toMatchObject({ kind: 'protected' })
  await expect(comments.list(2)).rejects.toMatchObject({ kind: 'not-found' })
})

test('a comment whose answer was lost is not written twice, even if lists show it late', async () => {
  world.repository.issues.add(1)
  world.api.visibleAfter = () => 1
  world.api.faults.push({ kind: 'cut-after', when: ({ method }) => method === 'POST' })
  await world.forge.comments.create(1, 'once')
  expect(world.repository.comments).toHaveLength(1)
})

test('an archived repository is only read', async () => {
  world.repository.archived = true
  await expect(world.forge.refs.create('tags/v1', main)).rejects.toMatchObject({ kind: 'protected' })
  expect(await world.forge.facts()).toMatchObject({ archived: true })
})

test('an answer for a run that does not wait is a conflict, and a workflow or input that is unknown is named', async () => {
  const { runs, environments } = world.forge
  world.repository.workflows.set('deliver.yml', ['release'])
  const { run } = await runs.dispatch('deliver.yml', 'main', { release: '1' })
  await expect(runs.review(run!.id, { environments: [1], state: 'approved', comment: '' })).rejects.toMatchObject({
    kind: 'conflict',
  })
  await expect(runs.dispatch('other.yml', 'main', {})).rejects.toMatchObject({ kind: 'not-found' })
  await expect(runs.dispatch('deliver.yml', 'main', { typo: '1' })).rejects.toMatchObject({
    kind: 'validation',
    message: expect.stringContaining('typo'),
  })
  expect(await environments.find('production')).toBeUndefined()
})

test('only an app may write check runs', async () => {
  world.api.tokens.set('person', { login: 'ann', permissions: 'all' })
  const given = { name: 'gate', commit: main, externalId: '1', status: 'queued' } as const
  await expect(world.with('person').checks.create(given)).rejects.toMatchObject({ kind: 'no-right' })
})
