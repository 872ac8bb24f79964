import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { recordRef } from '../../src/delivery/publishing/publish-record.ts'
import { testContext } from '../support/test-context.ts'
import { type PublishWorld, publishWorld, watchedGit } from './publish-world.ts'
import { doBefore } from './three-models.ts'

let world: PublishWorld

beforeEach(() => {
  world = publishWorld()
  world.commitByHand({ 'README.md': '# Shop' })
  world.changeModel('one')
  world.generated({ 'template.json': '{}' })
})
afterEach(() => world.close())

const branches = () => world.git(world.target, 'for-each-ref', '--format=%(refname)', 'refs/heads')
const at = (ref: string) => world.git(world.target, 'update-ref', ref, 'refs/heads/main')

test('a branch may be named by its full reference, and is published to once', async () => {
  expect(await world.publish({ branch: 'refs/heads/main' })).toMatchObject({ outcome: 'succeeded', branch: 'main' })
  expect(await world.publish({ branch: 'main' })).toMatchObject({ outcome: 'no-changes', branch: 'main' })
  expect(branches()).toBe('refs/heads/main')
})

test.each(['HEAD', '-x', '--force', 'refs/tags/v1', 'refs/pull/5/merge', 'refs/heads/', 'refs/heads/refs/heads/main'])(
  '%s names no branch, and the repository is not asked',
  async (branch) => {
    const asked: string[] = []
    const context = testContext({ git: watchedGit(testContext().git, ([command]) => asked.push(command!)) })
    await expect(world.publish({ branch }, context)).rejects.toMatchObject({
      reason: 'input-invalid',
      message: `input branch is ${JSON.stringify(branch)}: expected the name of a branch`,
      hint: expect.stringContaining('such as main'),
    })
    expect(asked).toEqual([])
  },
)

test.each(['a..b', 'a b', 'a.lock', 'a/', '/a', '@{-1}', 'a^', 'refs/heads/HEAD'])(
  'git takes no branch called %s, so nothing is pushed',
  async (branch) => {
    await expect(world.publish({ branch })).rejects.toMatchObject({
      reason: 'input-invalid',
      message: expect.stringContaining('expected the name of a branch'),
      hint: expect.stringContaining('such as main'),
    })
    expect(branches()).toBe('refs/heads/main')
  },
)

test.each([
  ['main', 'refs/heads/refs/heads/main'],
  [undefined, 'refs/heads/refs/heads/main'],
  ['main', 'refs/tags/refs/heads/main'],
  ['new', 'refs/heads/refs/heads/new'],
  ['main', 'refs/refs/heads/main'],
  ['new', 'refs/remotes/refs/heads/new'],
])('a publication to %s, which git mistakes %s for, names it and says how to remove it', async (branch, other) => {
  at(other)
  const before = world.references()
  const inputs: Readonly<Record<string, string>> = branch === undefined ? {} : { branch }
  await expect(world.publish(inputs)).rejects.toMatchObject({
    reason: 'push-refused',
    message: `acme/shop-backend has ${other}, which git mistakes for the branch ${branch ?? 'main'}`,
    hint: `remove it there: git push <address> --delete ${other}`,
  })
  expect(world.references()).toBe(before)
  world.git(world.model, 'push', '--quiet', world.target, '--delete', other)
  expect(await world.publish(inputs)).toMatchObject({ outcome: 'succeeded' })
})

test('a reference that only looks like the branch disturbs nobody', async () => {
  at('refs/remotes/refs/heads/main')
  at('refs/heads/refs/heads/other')
  expect(await world.publish({ branch: 'main' })).toMatchObject({ outcome: 'succeeded' })
  expect(world.published()['template.json']).toBe('{}')
})

test.each([
  ['main/x', 'main'],
  ['main/x/y', 'main'],
  ['deep', 'deep/er/branch'],
])('a new branch %s beside the branch %s is refused at the first look', async (branch, other) => {
  if (other !== 'main') at(`refs/heads/${other}`)
  const before = world.references()
  for (const plan of ['false', 'true'])
    await expect(world.publish({ branch, 'plan-only': plan })).rejects.toMatchObject({
      reason: 'input-invalid',
      message: `input branch is "${branch}", and acme/shop-backend has a branch ${other}: git cannot keep both`,
      hint: `give another name, or remove ${other} there`,
    })
  expect(world.references()).toBe(before)
  expect(world.context.reports).not.toContainEqual(expect.objectContaining({ text: expect.stringContaining('moved') }))
})

test('a branch that comes into the way while a push is on its way is no race', async () => {
  const context = doBefore('push', () => at('refs/heads/new/er'))
  await expect(world.publish({ branch: 'new' }, context)).rejects.toMatchObject({
    reason: 'input-invalid',
    message: 'input branch is "new", and acme/shop-backend has a branch new/er: git cannot keep both',
  })
  expect(context.reports).not.toContainEqual(expect.objectContaining({ text: expect.stringContaining('moved') }))
})

test('a name beside others that share its beginning is a branch like any other', async () => {
  at('refs/heads/feature/a')
  expect(await world.publish({ branch: 'feature/b' })).toMatchObject({ outcome: 'succeeded', branch: 'feature/b' })
  expect(await world.publish({ branch: 'mainline' })).toMatchObject({ outcome: 'succeeded', branch: 'mainline' })
})

test('a branch that is not there yet is made also where the default branch has the same tree', async () => {
  const { commit } = await world.publish()
  const tip = world.commitByHand({ notes: 'by hand' })
  const plan = await world.publish({ branch: 'new', 'plan-only': 'true' })
  expect(plan).toMatchObject({ outcome: 'succeeded', branch: 'new', written: 0, removed: 0 })
  expect(branches()).toBe('refs/heads/main')

  const made = await world.publish({ branch: 'new' })
  expect(made).toMatchObject({ outcome: 'succeeded', branch: 'new', commit, written: 0, removed: 0 })
  expect(world.git(world.target, 'rev-parse', 'new')).toBe(tip)
  const begins = 'a branch that begins with this tree'
  expect(world.context.reports).toContainEqual(expect.objectContaining({ text: expect.stringContaining(begins) }))
  expect(await world.publish({ branch: 'new' })).toMatchObject({ outcome: 'no-changes', branch: 'new', commit })
})

test('a branch with a tree that nobody recorded begins at that commit, and says so', async () => {
  await world.publish()
  const orphan = world.git(world.target, 'commit-tree', 'main^{tree}', '-m', 'All in one')
  world.git(world.target, 'update-ref', 'refs/heads/main', orphan)
  world.git(world.target, 'update-ref', '-d', recordRef('main', ''))
  expect(await world.publish({ branch: 'new' })).toMatchObject({ outcome: 'succeeded', commit: orphan })
  expect(world.git(world.target, 'rev-parse', 'new')).toBe(orphan)
})

test('a new branch that somebody else makes meanwhile is never moved on to the default branch', async () => {
  const first = world.git(world.target, 'rev-parse', 'main')
  await world.publish()
  world.commitByHand({ notes: 'by hand' })
  const context = doBefore('push', () => world.git(world.target, 'update-ref', 'refs/heads/new', first))
  expect(await world.publish({ branch: 'new' }, context)).toMatchObject({ outcome: 'succeeded', written: 1 })
  expect(context.reports).toContainEqual(expect.objectContaining({ text: expect.stringContaining('trying again') }))
  expect(world.git(world.target, 'rev-parse', 'new^')).toBe(first)
  expect(Object.keys(world.published('new'))).not.toContain('notes')
})

test('an answer that is lost after a branch was made is found by looking again', async () => {
  const { commit } = await world.publish()
  const { git } = testContext()
  let lost = 0
  const losing = testContext({
    git: {
      ...git,
      temporary: (remote, work) =>
        git.temporary(remote, (repository) =>
          work({
            async run(args, options) {
              const ended = await repository.run(args, options)
              if (args[0] !== 'push' || lost++ > 0) return ended
              return { ...ended, exitCode: 128, stdout: new Uint8Array(), stderr: 'fatal: early EOF' }
            },
          }),
        ),
    },
  })
  expect(await world.publish({ branch: 'new' }, losing)).toMatchObject({ outcome: 'succeeded', commit })
  expect(lost).toBe(1)
})
