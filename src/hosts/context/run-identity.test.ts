import { expect, test } from '@jest/globals'
import { runText } from '../../core/run/run-identity.ts'
import { runIdentity } from './run-identity.ts'

const job = {
  GITHUB_ACTIONS: 'true',
  GITHUB_REPOSITORY: 'acme/parking',
  GITHUB_RUN_ID: '17',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_ACTOR: 'ann',
}

test('a job of GitHub is known by its run and attempt, and can be looked at', () => {
  const run = runIdentity(job)
  expect(run).toEqual({
    host: 'github',
    id: 'acme/parking#17.2',
    actor: 'ann',
    url: 'https://github.example/acme/parking/actions/runs/17',
  })
  expect(runText(run)).toBe('github run acme/parking#17.2 of ann')
})

test('of a run that somebody else started again, that one is the actor', () => {
  expect(runIdentity({ ...job, GITHUB_TRIGGERING_ACTOR: 'bob' }).actor).toBe('bob')
})

test('anywhere else it is this process on this machine', () => {
  const run = runIdentity({})
  expect(run).toMatchObject({ host: 'terminal', id: expect.stringMatching(`:${process.pid}$`) })
})
