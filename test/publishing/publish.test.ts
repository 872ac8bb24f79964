import { execFileSync } from 'node:child_process'
import { readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { recordRef } from '../../src/delivery/publishing/publish-record.ts'
import { nodeGit } from '../../src/system/git/node-git.ts'
import { testContext } from '../support/test-context.ts'
import { indexOf, type PublishWorld, publishWorld } from './publish-world.ts'

let world: PublishWorld

beforeEach(() => {
  world = publishWorld()
})
afterEach(() => {
  world.close()
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith(`liftlock-git-${process.pid}-`))
  expect(left).toEqual([])
})

const first = { 'template.json': '{}', 'lib/old.py': 'old', 'lib/kept.py': 'kept' }
const second = { 'template.json': '{"new": 1}', 'lib/kept.py': 'kept', 'lib/new "é".py': 'new' }

test('an empty repository gets the tree in one commit that names the model', async () => {
  const model = world.changeModel('one')
  const tree = world.generated(first)
  const published = await world.publish()

  expect(published).toMatchObject({ outcome: 'succeeded', branch: 'main', written: 3, removed: 0 })
  expect(published.modelCommit).toBe(`acme/shop-model@${model}`)
  expect(world.published()).toEqual({ ...first, '.liftlock/generated.json': indexOf(tree) })
  expect(world.git(world.target, 'rev-parse', 'main')).toBe(published.commit)
  expect(world.git(world.target, 'log', '-1', '--format=%(trailers:only,unfold)', 'main')).toBe(
    `Liftlock-Model: acme/shop-model@${model}\nLiftlock-Folder: .\nLiftlock-Tree: ${published.tree}\n`,
  )
})

test('a publication to a server has the page of its commit, and one to a path has none', async () => {
  world.changeModel('one')
  world.generated(first)
  const instead = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `url.${world.target}.insteadOf` }
  const environment = { ...process.env, ...instead, GIT_CONFIG_VALUE_0: 'https://github.com/acme/shop-backend.git' }
  const context = testContext({ git: nodeGit(environment, new AbortController().signal) })
  const inputs = { repository: 'acme/shop-backend' }
  expect((await world.publish({ ...inputs, 'plan-only': 'true' }, context)).url).toBeUndefined()
  const published = await world.publish(inputs, context)
  expect(published.url).toBe(`https://github.com/acme/shop-backend/commit/${published.commit}`)
  expect(await world.publish(inputs, context)).toMatchObject({ outcome: 'no-changes', url: published.url })
  expect((await world.publish()).url).toBeUndefined()
})

test('a tree that is there already changes nothing, also for a newer model', async () => {
  world.changeModel('one')
  world.generated(first)
  const before = await world.publish()
  world.changeModel('two')
  expect(await world.publish()).toMatchObject({ outcome: 'no-changes', commit: before.commit, written: 0 })
  expect(world.commits()).toBe(1)
})

test('a change brings what is new, removes what is no longer generated, and leaves the work of people alone', async () => {
  world.changeModel('one')
  world.generated(first)
  await world.publish()
  const byHand = { 'lib/custom.py': 'mine', '.github/workflows/deliver.yml': 'on: push', 'README.md': '# Shop' }
  const commit = world.commitByHand(byHand)
  world.changeModel('two')
  const tree = world.generated(second)

  expect(await world.publish()).toMatchObject({ outcome: 'succeeded', written: 2, removed: 1 })
  expect(world.published()).toEqual({ ...second, ...byHand, '.liftlock/generated.json': indexOf(tree) })
  expect(world.git(world.target, 'rev-parse', 'main^')).toBe(commit)
  expect(world.git(world.target, 'fsck', '--strict', '--no-dangling')).toBe('')
})

test('a sub-folder takes the tree and nothing outside is looked at', async () => {
  world.commitByHand({ 'template.json': 'mine', 'backend2/x': 'mine' })
  world.changeModel('one')
  world.generated(first)
  await world.publish({ folder: './backend/' })
  world.changeModel('two')
  world.generated(second)
  expect(await world.publish({ folder: 'backend' })).toMatchObject({ written: 2, removed: 1 })
  const paths = [...Object.keys(second), '.liftlock/generated.json'].map((path) => `backend/${path}`)
  expect(Object.keys(world.published()).sort()).toEqual([...paths, 'backend2/x', 'template.json'].sort())
})

test('a branch that is not there yet begins at the default branch', async () => {
  const tip = world.commitByHand({ 'README.md': '# Shop' })
  world.changeModel('one')
  world.generated(first)
  expect(await world.publish({ branch: 'liftlock/model' })).toMatchObject({ branch: 'liftlock/model' })
  expect(world.git(world.target, 'rev-parse', 'liftlock/model^')).toBe(tip)
  expect(world.commits()).toBe(1)
})

test('a repository whose default branch is not there is never given a history of its own', async () => {
  world.commitByHand({ 'README.md': '# Shop' })
  world.git(world.target, 'symbolic-ref', 'HEAD', 'refs/heads/gone')
  world.changeModel('one')
  world.generated(first)
  await expect(world.publish()).rejects.toMatchObject({ reason: 'input-invalid' })
  await expect(world.publish({ branch: 'new' })).rejects.toMatchObject({
    message: 'acme/shop-backend has neither a branch new nor a default branch',
  })
  expect(await world.publish({ branch: 'main' })).toMatchObject({ outcome: 'succeeded' })
})

test('a generated file that was edited by hand is named, and nothing is pushed', async () => {
  world.changeModel('one')
  world.generated(first)
  await world.publish()
  world.commitByHand({ 'template.json': 'mine', 'lib/old.py': 'mine' })
  world.changeModel('two')
  world.generated(second)

  await expect(world.publish()).rejects.toMatchObject({
    reason: 'hand-edited',
    message: 'lib/old.py and 1 more in acme/shop-backend would be lost',
  })
  expect(world.context.findings.map(({ text }) => text)).toEqual([
    'lib/old.py was edited by hand (acme/shop-backend, main)',
    'template.json was edited by hand (acme/shop-backend, main)',
  ])
  expect(world.commits()).toBe(2)

  world.commitByHand({ 'template.json': undefined, 'lib/old.py': undefined })
  expect(await world.publish()).toMatchObject({ outcome: 'succeeded', written: 2, removed: 0 })
})

test('an edit that the model has adopted is no edit any more', async () => {
  world.changeModel('one')
  world.generated(first)
  await world.publish()
  world.commitByHand({ 'template.json': second['template.json'] })
  world.changeModel('two')
  world.generated(second)
  expect(await world.publish()).toMatchObject({ written: 1, removed: 1 })
})

test('the work of people is never replaced by a new generated file, a folder, or through a link', async () => {
  world.commitByHand({ 'template.json': 'mine', lib: 'a file', 'docs/index.md': 'mine' })
  world.changeModel('one')
  world.generated({ ...first, docs: 'generated' })
  await expect(world.publish()).rejects.toMatchObject({ reason: 'hand-edited' })
  expect(world.context.findings.map(({ text }) => text.replace(/ \(.*/, ''))).toEqual([
    'template.json was not generated, and has the path of a generated file',
    'docs/index.md was not generated, and has the path of a generated file',
    'lib was not generated, and has the path of a generated file',
  ])

  world.commitByHand({ 'template.json': undefined, lib: undefined, 'docs/index.md': undefined, elsewhere: 'x' })
  const clone = join(world.folder, 'clone')
  world.git(world.folder, 'clone', '--quiet', world.target, clone)
  symlinkSync('/etc', join(clone, 'lib'))
  world.git(clone, 'add', 'lib')
  world.git(clone, 'commit', '--quiet', '-m', 'A link')
  world.git(clone, 'push', '--quiet')
  await expect(world.publish()).rejects.toMatchObject({
    reason: 'hand-edited',
    message: expect.stringContaining('lib'),
  })
  await expect(world.publish({ folder: 'elsewhere/app' })).rejects.toMatchObject({ reason: 'input-invalid' })
})

test('a generated tree that is not what its index says is not published', async () => {
  world.changeModel('one')
  const tree = world.generated(first)
  writeFileSync(join(tree, 'lib/kept.py'), 'edited')
  await expect(world.publish()).rejects.toMatchObject({
    reason: 'hand-edited',
    message: expect.stringContaining('kept.py'),
  })
  expect(world.commits()).toBe(0)
})

test('what lies in the tree without being generated stays there', async () => {
  world.changeModel('one')
  const tree = world.generated(first)
  writeFileSync(join(tree, 'notes.txt'), 'private')
  await world.publish()
  expect(Object.keys(world.published())).not.toContain('notes.txt')
})

test('an index that leads out of the folder is refused, here and there', async () => {
  world.changeModel('one')
  const evil = JSON.stringify({ formatVersion: 1, files: { '../README.md': '0'.repeat(64) } })
  world.commitByHand({ 'README.md': '# Shop', 'app/.liftlock/generated.json': evil })
  world.generated(first)
  await expect(world.publish({ folder: 'app' })).rejects.toMatchObject({ reason: 'path-escapes' })
  writeFileSync(join(world.folder, 'tree', '.liftlock/generated.json'), evil)
  await expect(world.publish()).rejects.toMatchObject({ reason: 'path-escapes' })
  await expect(world.publish({ folder: '../x' })).rejects.toMatchObject({ reason: 'path-escapes' })
})

test('a plan says what would change and pushes nothing', async () => {
  world.changeModel('one')
  world.generated(first)
  expect(await world.publish({ 'plan-only': 'true' })).toMatchObject({ outcome: 'succeeded', written: 3 })
  expect(world.commits()).toBe(0)
})

test.each([true, false])('the last publication is found below many commits of people (record: %j)', async (kept) => {
  const older = world.changeModel('one')
  world.changeModel('two')
  world.generated(second)
  await world.publish()
  manyCommits(250)
  expect(world.commits()).toBe(251)
  if (!kept) world.git(world.target, 'update-ref', '-d', recordRef('main', ''))

  world.git(world.model, 'checkout', '--quiet', older)
  world.generated(first)
  await expect(world.publish()).rejects.toMatchObject({ reason: 'publish-superseded' })
})

test('large files of people stay where they are, and are not fetched', async () => {
  world.commitByHand({ 'film.bin': 'x'.repeat(3_000_000) })
  world.changeModel('one')
  world.generated(first)
  let missing = ''
  const { git } = world.context
  const watched = testContext({
    git: {
      ...git,
      temporary: (remote, work) =>
        git.temporary(remote, async (repository) => {
          const result = await work(repository)
          const listed = await repository.run(['rev-list', '--objects', '--missing=print', 'refs/liftlock/publication'])
          missing = Buffer.from(listed.stdout).toString('utf8')
          return result
        }),
    },
  })
  await world.publish({}, watched)
  expect(missing).toContain(`?${world.git(world.target, 'rev-parse', 'main:film.bin')}`)
  expect(world.git(world.target, 'fsck', '--strict', '--no-dangling')).toBe('')
  expect(world.git(world.target, 'ls-tree', '--name-only', 'main').split('\n')).toContain('film.bin')
})

/** Commits on top of the branch, by one stream. */
function manyCommits(count: number): void {
  const commits = Array.from({ length: count }, (_, number) => {
    const from = number === 0 ? 'from refs/heads/main^0\n' : ''
    const change = `M 100644 inline notes\ndata 3\n${String(number).padStart(3, '0')}\n`
    return `commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\ndata 4\nmore\n${from}${change}`
  })
  execFileSync('git', ['-C', world.target, 'fast-import', '--quiet', '--force'], { input: commits.join('\n') })
}
