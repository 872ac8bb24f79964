import { expect } from '@jest/globals'
import type { ForgeCase } from './cases.ts'

/** Issue 7 with a comment. */
const commented: ForgeCase['before'] = ({ repository }, forge) => {
  repository.issues.add(7)
  return forge.comments.create(7, 'hello')
}

/** A run that waits for staging, whose reviewer is the app itself. */
const waiting: ForgeCase['before'] = async ({ repository }) => {
  repository.workflows.set('deliver.yml', ['release'])
  const reviewers = [
    { type: 'User', name: 'github-actions[bot]' },
    { type: 'Team', name: 'owners' },
  ] as const
  repository.environments.push({ id: 31, name: 'production', reviewers, preventSelfReview: true, waitMinutes: 5 })
  repository.runs.push({
    id: 77,
    madeBy: 0,
    workflow: 'deliver.yml',
    name: 'deliver',
    event: 'push',
    status: 'waiting',
    head_branch: 'main',
    head_sha: repository.git.resolve('main'),
    html_url: 'https://github.example/acme/shop/actions/runs/77',
    created_at: '2026-11-21T12:00:00Z',
    reviews: [{ state: 'approved', user: 'ann', comment: 'fine', environments: ['staging'] }],
    waitsFor: ['production'],
  })
}

export const commentCases: readonly ForgeCase[] = [
  {
    name: 'comments.list',
    needs: 'issues',
    before: commented,
    run: (forge) => forge.comments.list(7),
    gives: [{ body: 'hello', author: 'github-actions[bot]' }],
  },
  {
    name: 'comments.read',
    needs: 'issues',
    before: commented,
    run: (forge, _, { id }) => forge.comments.read(id),
    gives: { body: 'hello' },
  },
  {
    name: 'comments.create',
    needs: 'issues',
    before: commented,
    run: (forge) => forge.comments.create(7, 'hello'),
    gives: { body: 'hello' },
  },
  {
    name: 'comments.update',
    needs: 'issues',
    before: commented,
    run: (forge, _, { id }) => forge.comments.update(id, 'bye'),
    gives: { body: 'bye' },
  },
  { name: 'comments.delete', needs: 'issues', before: commented, run: (forge, _, { id }) => forge.comments.delete(id) },
  {
    name: 'comments.hide',
    needs: 'issues',
    before: commented,
    run: async (forge, { repository }, comment) => {
      await forge.comments.hide(comment, 'outdated')
      return repository.comments[0]!.minimized
    },
    gives: 'OUTDATED',
  },
  {
    name: 'environments.find',
    needs: 'actions',
    before: waiting,
    run: (forge) => forge.environments.find('production'),
    gives: {
      reviewers: [
        { kind: 'user', name: 'github-actions[bot]' },
        { kind: 'team', name: 'owners' },
      ],
      preventsSelfReview: true,
      waitMinutes: 5,
      branches: 'all',
      adminsMayBypass: true,
    },
  },
  {
    name: 'environments.list',
    needs: 'actions',
    before: waiting,
    run: (forge) => forge.environments.list(),
    gives: [{ name: 'production' }],
  },
  {
    name: 'runs.read',
    needs: 'actions',
    before: waiting,
    run: (forge) => forge.runs.read(77),
    gives: { workflow: 'deliver', status: 'waiting', branch: 'main' },
  },
  {
    name: 'runs.list',
    needs: 'actions',
    before: waiting,
    run: (forge) => forge.runs.list({ workflow: 'deliver.yml', event: 'push' }),
    gives: [{ id: 77 }],
  },
  {
    name: 'runs.reviews',
    needs: 'actions',
    before: waiting,
    run: (forge) => forge.runs.reviews(77),
    gives: [{ state: 'approved', user: 'ann', comment: 'fine', environments: ['staging'] }],
  },
  {
    name: 'runs.pendingReviews',
    needs: 'actions',
    before: waiting,
    run: (forge) => forge.runs.pendingReviews(77),
    gives: [{ environment: { id: 31, name: 'production' }, mayAnswer: true }],
  },
  {
    name: 'runs.review',
    needs: 'deployments',
    before: waiting,
    run: async (forge) => {
      await forge.runs.review(77, { environments: [31], state: 'approved', comment: 'go' })
      return forge.runs.reviews(77)
    },
    gives: [
      { user: 'ann' },
      { user: 'github-actions[bot]', state: 'approved', comment: 'go', environments: ['production'] },
    ],
  },
  {
    name: 'runs.dispatch',
    needs: 'actions',
    before: waiting,
    neverRepeated: true,
    run: (forge) => forge.runs.dispatch('deliver.yml', 'main', { release: 'v1' }),
    gives: { run: { url: expect.stringContaining('/actions/runs/') } },
  },
  {
    name: 'runs.dispatchRepository',
    needs: 'contents',
    neverRepeated: true,
    run: (forge) => forge.runs.dispatchRepository('released', { version: '1.0.0' }),
  },
]
