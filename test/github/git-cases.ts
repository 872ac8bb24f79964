import { expect } from '@jest/globals'
import type { ForgeCase } from './cases.ts'

const sha = expect.stringMatching(/^[0-9a-f]{40}$/)
const date = '2026-11-21T10:00:00Z'
const person = { name: 'Bot', email: 'bot@example.com', date }

/** Annotated tag `v1` on `main`. */
const taggedMain: ForgeCase['before'] = async ({ repository: { git } }, forge) => {
  const tag = await forge.objects.createTag({
    name: 'v1',
    message: 'one',
    commit: git.resolve('main')!,
    tagger: person,
  })
  await forge.refs.create('tags/v1', tag.sha)
  return tag.sha
}

export const gitCases: readonly ForgeCase[] = [
  {
    name: 'facts',
    run: (forge) => forge.facts(),
    gives: {
      fullName: 'acme/shop',
      defaultBranch: 'main',
      visibility: 'private',
      fork: false,
      archived: false,
      mayPush: true,
    },
  },
  { name: 'identity', run: (forge) => forge.identity(), gives: 'github-actions[bot]' },
  { name: 'rate', run: (forge) => forge.rate(), gives: { limit: 5000, remaining: 4990 } },
  {
    name: 'refs.find',
    needs: 'contents',
    run: (forge) => forge.refs.find('heads/main'),
    gives: { name: 'refs/heads/main', sha, kind: 'commit' },
  },
  {
    name: 'refs.list',
    needs: 'contents',
    run: (forge) => forge.refs.list('heads/'),
    gives: [{ name: 'refs/heads/main' }, { name: 'refs/heads/topic' }],
  },
  {
    name: 'refs.create',
    needs: 'contents',
    run: (forge, { repository }) => forge.refs.create('tags/v2', repository.git.resolve('main')!),
  },
  {
    name: 'refs.move',
    needs: 'contents',
    run: (forge, { repository: { git } }) =>
      forge.refs.move('heads/main', { sha: git.resolve('topic')!, expected: git.resolve('main')! }),
  },
  {
    name: 'refs.delete',
    needs: 'contents',
    run: (forge, { repository: { git } }) => forge.refs.delete('heads/topic', git.resolve('topic')!),
  },
  {
    name: 'refs.findTag',
    needs: 'contents',
    before: taggedMain,
    run: (forge) => forge.refs.findTag('v1'),
    gives: {
      name: 'v1',
      commit: sha,
      annotation: { message: 'one', tagger: person, target: { kind: 'commit' }, signature: { verified: false } },
    },
  },
  {
    name: 'refs.listTags',
    needs: 'contents',
    before: taggedMain,
    run: (forge) => forge.refs.listTags(),
    gives: [{ name: 'v1', commit: sha }],
  },
  {
    name: 'branches.find',
    needs: 'contents',
    run: (forge) => forge.branches.find('main'),
    gives: { name: 'main', commit: sha },
  },
  {
    name: 'branches.rules',
    needs: 'contents',
    before: async ({ repository }) => {
      const parameters = { required_status_checks: [{ context: 'test' }], strict_required_status_checks_policy: false }
      repository.rules.push({ ref: 'refs/heads/main', type: 'required_status_checks', parameters })
      repository.rules.push({ ref: 'refs/heads/main', type: 'pull_request' })
    },
    run: (forge) => forge.branches.rules('main'),
    gives: {
      protected: true,
      needsPullRequest: true,
      requiredChecks: ['test'],
      needsSignatures: false,
      needsLinearHistory: false,
    },
  },
  {
    name: 'history.read',
    needs: 'contents',
    run: (forge) => forge.history.read('main'),
    gives: { message: 'feat: orders', author: { name: 'Ann', email: 'ann@example.com', login: 'ann' }, parents: [sha] },
  },
  {
    name: 'history.compare',
    needs: 'contents',
    run: (forge) => forge.history.compare('main', 'topic'),
    gives: { status: 'ahead', ahead: 1, behind: 0, mergeBase: sha },
  },
  {
    name: 'history.since',
    needs: 'contents',
    run: async (forge) => [await forge.history.since(undefined, 'topic'), await forge.history.since('main', 'topic')],
    gives: [
      { commits: [{ message: 'feat: begin' }, { message: 'feat: orders' }, { message: 'fix: prices' }], cut: false },
      { commits: [{ message: 'fix: prices' }], cut: false },
    ],
  },
  {
    name: 'history.origins',
    before: (_, forge) => forge.pullRequests.create({ head: 'topic', base: 'main', title: 'Prices', body: '' }),
    run: async (forge, { repository: { git } }) => [...(await forge.history.origins([git.resolve('topic')!])).values()],
    gives: [{ login: 'ann', pullRequests: [{ number: 1, title: 'Prices', labels: [], merged: false }] }],
  },
  {
    name: 'objects.createBlob',
    needs: 'contents',
    run: (forge) => forge.objects.createBlob(Buffer.from('text')),
    gives: sha,
  },
  {
    name: 'objects.createTree',
    needs: 'contents',
    run: (forge, { repository }) =>
      forge.objects.createTree(repository.git.resolve('main'), [
        { path: 'new.txt', kind: 'file', content: { text: 'new' } },
        { path: 'orders.txt', kind: 'delete' },
      ]),
    gives: sha,
  },
  {
    name: 'objects.createCommit',
    needs: 'contents',
    run: (forge, { repository: { git } }) =>
      forge.objects.createCommit({
        message: 'chore: release',
        tree: git.commit(git.resolve('main')!).tree,
        parents: [git.resolve('main')!],
        author: person,
      }),
    gives: {
      message: 'chore: release',
      author: { name: 'Bot', email: 'bot@example.com' },
      date,
      parents: [sha],
      signature: { verified: false },
    },
  },
  {
    name: 'objects.createTag',
    needs: 'contents',
    run: (forge, { repository }) =>
      forge.objects.createTag({
        name: 'v3',
        message: 'three',
        commit: repository.git.resolve('main')!,
        tagger: person,
      }),
    gives: { name: 'v3', message: 'three', tagger: person, target: { kind: 'commit' } },
  },
  {
    name: 'objects.readTag',
    needs: 'contents',
    before: taggedMain,
    run: (forge, _, tag) => forge.objects.readTag(tag),
    gives: { name: 'v1' },
  },
  {
    name: 'objects.findFile',
    needs: 'contents',
    run: async (forge) =>
      Buffer.from((await forge.objects.findFile('README.md', 'main'))!)
        .toString()
        .trim(),
    gives: 'README.md',
  },
]
