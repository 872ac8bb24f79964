import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type GitHubWorld, githubWorld } from '../../../../test/support/github-world.ts'
import { leaveCard } from './leave-card.ts'

let world: GitHubWorld
let folder: string
let said: string[]
let number: number
let commit: string

beforeEach(async () => {
  world = await githubWorld()
  folder = mkdtempSync(join(tmpdir(), 'liftlock-card-'))
  said = []
  const pull = await world.forge.pullRequests.create({ head: 'topic', base: 'main', title: 'prices', body: '' })
  number = pull.number
  commit = pull.head.sha
})
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  await world.api.close()
})

async function left({ from = 'acme/shop', event = 'pull_request', forge = world.forge, text = '' } = {}) {
  const path = join(folder, 'event.json')
  const pull = { number, head: { sha: commit, repo: { full_name: from } }, base: { repo: { full_name: 'acme/shop' } } }
  writeFileSync(path, text || JSON.stringify({ pull_request: pull }))
  await leaveCard({
    mode: 'always',
    step: { stage: 'deploy', environment: 'staging', outcome: 'succeeded' },
    order: 5,
    text: 'plan 4be1 waits for approval',
    hasFailed: false,
    parts: [{ markdown: '2 changed', rank: 1 }],
    forge: async () => forge,
    clock: world.clock,
    signal: world.stop.signal,
    environment: {
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: path,
      GITHUB_WORKFLOW: 'preview',
      GITHUB_JOB: 'plan',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: '17',
    },
    say: (line) => said.push(line),
  })
  return (await world.forge.comments.list(number)).map(({ body }) => body)
}

test('a step of a pull request is on its card, with the page of the run', async () => {
  const [body] = await left()
  expect(body).toContain('[deploy staging: plan 4be1 waits for approval](https://github.com/acme/shop/actions/runs/17)')
  expect(body).toContain('2 changed')
  expect(said).toEqual([expect.stringMatching(/^card: https:/)])
})

test('a fork, another event and a damaged event get no card', async () => {
  expect(await left({ from: 'mallory/shop' })).toEqual([])
  expect(await left({ event: 'push' })).toEqual([])
  expect(await left({ text: '{"pull_request": {"number": "1"}}' })).toEqual([])
  expect(said).toEqual([expect.stringContaining('another repository')])
})

test('a token without the right is one line in the log, and nothing fails', async () => {
  world.api.tokens.set('reader', { login: 'github-actions[bot]', permissions: { pull_requests: 'read' } })
  expect(await left({ forge: world.with('reader') })).toEqual([])
  expect(said).toEqual([expect.stringMatching(/^no card: .*checks/)])
})
