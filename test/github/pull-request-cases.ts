import { expect } from '@jest/globals'
import type { ForgeCase } from './cases.ts'

const needs = 'pull_requests'
const opened: ForgeCase['before'] = (_, forge) =>
  forge.pullRequests.create({ head: 'topic', base: 'main', title: 'Prices', body: 'text', draft: true })

export const pullRequestCases: readonly ForgeCase[] = [
  {
    name: 'pullRequests.find',
    needs,
    before: opened,
    run: (forge) => forge.pullRequests.find('topic', { base: 'main' }),
    gives: { number: 1, head: { branch: 'topic', repository: 'acme/shop' } },
  },
  {
    name: 'pullRequests.of',
    needs,
    before: opened,
    run: (forge, { repository }) => forge.pullRequests.of(repository.git.resolve('topic')!),
    gives: [{ number: 1 }],
  },
  {
    name: 'pullRequests.read',
    needs,
    before: opened,
    run: (forge) => forge.pullRequests.read(1),
    gives: {
      title: 'Prices',
      body: 'text',
      state: 'open',
      merged: false,
      draft: true,
      labels: [],
      author: 'github-actions[bot]',
    },
  },
  {
    name: 'pullRequests.create',
    needs,
    run: (forge) => forge.pullRequests.create({ head: 'topic', base: 'main', title: 'Prices', body: '' }),
    gives: { number: 1, base: { branch: 'main' }, head: { sha: expect.stringMatching(/^[0-9a-f]{40}$/) } },
  },
  {
    name: 'pullRequests.update',
    needs,
    before: opened,
    run: (forge) => forge.pullRequests.update(1, { title: 'New prices', state: 'closed' }),
    gives: { title: 'New prices', body: 'text', state: 'closed' },
  },
  {
    name: 'pullRequests.files',
    needs,
    before: opened,
    run: (forge) => forge.pullRequests.files(1),
    gives: [{ path: 'prices.txt', status: 'added' }],
  },
  {
    name: 'pullRequests.markReady',
    needs,
    before: opened,
    run: async (forge, { repository }) => {
      await forge.pullRequests.markReady(1)
      return repository.pulls[0]!.draft
    },
    gives: false,
  },
  {
    name: 'pullRequests.addLabels',
    needs,
    before: opened,
    run: async (forge, { repository }) => {
      await forge.pullRequests.addLabels(1, ['release'])
      return repository.pulls[0]!.labels
    },
    gives: [{ name: 'release' }],
  },
  {
    name: 'pullRequests.removeLabel',
    needs,
    before: async (world, forge) => {
      await opened!(world, forge)
      await forge.pullRequests.addLabels(1, ['release', 'other'])
    },
    run: async (forge, { repository }) => {
      await forge.pullRequests.removeLabel(1, 'release')
      await forge.pullRequests.removeLabel(1, 'release')
      return repository.pulls[0]!.labels
    },
    gives: [{ name: 'other' }],
  },
]
