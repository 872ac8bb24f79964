import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { RunState } from '../../../../test/support/github-api/state.ts'
import { type GitHubWorld, githubWorld } from '../../../../test/support/github-world.ts'
import type { Report } from '../../../core/run/report.ts'
import { findReviewer } from './find-reviewer.ts'

let world: GitHubWorld
let run: RunState
let reports: Report[]

beforeEach(async () => {
  world = await githubWorld()
  world.repository.workflows.set('deliver.yml', [])
  await world.forge.runs.dispatch('deliver.yml', 'main', {})
  run = world.repository.runs[0]!
  reports = []
})
afterEach(() => world.api.close())

const review = (user: string, environment: string, state = 'approved') =>
  run.reviews.push({ state, user, comment: '', environments: [environment] })
const found = (attempt = 1, forge = world.forge) =>
  findReviewer(forge, { run: run.id, attempt, environment: 'production' }, (event) => reports.push(event))

test('whoever approved the environment of the job is named, and nobody else', async () => {
  review('bob', 'staging')
  review('carol', 'production', 'rejected')
  expect(await found()).toBeUndefined()
  review('ana', 'production')
  expect(await found()).toBe('ana')
})

test('over several attempts, all are named with a word about it', async () => {
  review('ana', 'production')
  expect(await found(2)).toBe('ana')
  review('bob', 'production')
  expect(await found(2)).toBe('ana, bob (over all attempts of the run)')
})

test('a token that may not read the run names nobody, and a warning says why', async () => {
  world.api.tokens.set('reader', { login: 'github-actions[bot]', permissions: { contents: 'read' } })
  review('ana', 'production')
  expect(await found(1, world.with('reader'))).toBeUndefined()
  expect(reports).toMatchObject([{ kind: 'warning', text: expect.stringContaining('actions: read') }])
})

test('GitHub that does not answer stops nothing, and a warning says that nobody is named', async () => {
  review('ana', 'production')
  world.api.faults.push({ kind: 'cut', when: () => true, times: 100 })
  expect(await found()).toBeUndefined()
  expect(reports).toMatchObject([{ kind: 'warning', text: expect.stringContaining('names no reviewer') }])
})
