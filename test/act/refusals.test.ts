import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals'
import { type GitHttpServer, type Guard, serveGit } from '../support/git-http-server.ts'
import { type StandInSsh, standInSsh } from '../support/stand-in-ssh.ts'
import { expectNoSecret } from './expect-no-secret.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { app, modelRepository } from './parking.ts'
import type { ActRun } from './run-act.ts'
import { appTokenFor } from './stand-ins.ts'
import { openWorld, type Repository, type World } from './world.ts'

/** What the target repository answers to those who may not push to it: over HTTP with a token, over ssh with a key. */
const minutes = 60_000
let world: World
let server: GitHttpServer
let ssh: StandInSsh
let [model, backend]: Repository[] = []
let before: string

beforeAll(async () => {
  if (localRunner === undefined) return
  world = openWorld(localRunner)
  server = await serveGit(world.remotes)
  ssh = standInSsh(join(world.folder, 'ssh'), world.remotes)
  world.environment.PATH = `${ssh.tools}:${world.environment.PATH}`
  model = modelRepository(world, { gui: false })
  model.push('A model')
  backend = world.repository('parking-backend', { 'README.md': 'Written by hand.\n' })
  before = backend.push('A note')
})
beforeEach(() => {
  if (server !== undefined) server.guard = () => undefined
})
afterAll(async () => {
  await server?.close()
  world?.close()
})

const published = { 'generate/check': 'success', 'generate/publish (backend)': 'success', 'generate/ci-ok': 'success' }
const refused = { 'generate/check': 'success', 'generate/publish (backend)': 'failure', 'generate/ci-ok': 'failure' }
const token = appTokenFor('acme/parking-backend')
const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nkey+of/the+backend==?~\n-----END OPENSSH PRIVATE KEY-----'

const tip = () => {
  backend!.pull()
  return backend!.head()
}

/** The run is red, says once what is wrong and what to do, keeps its secrets, and the target has what it had. */
function expectRefusal(run: ActRun, reason: string, words: RegExp): void {
  expect(run.jobs).toEqual(refused)
  expect(run.outputs['generate/publish (backend)']).toMatchObject({ outcome: 'failed', 'failure-reason': reason })
  const [message, ...others] = run.errors.filter((text) => !text.startsWith('check success'))
  expect(others).toEqual([])
  expect(message).toMatch(words)
  expect(message).toMatch(/^publish: acme\/parking-backend: .*\n {2}Next: .+\n {2}Reason: /)
  expect(tip()).toBe(before)
  expectNoSecret(run, world, [token, key, ...key.split('\n')])
}

const isPush: Guard = ({ url }) =>
  url?.includes('git-receive-pack')
    ? { status: 403, text: 'Permission to acme/parking-backend.git denied to liftlock[bot].' }
    : undefined

// Each other refusal of a token or a key is tested with the stage itself (test/publishing/refusals.test.ts).
testOnRunner(
  'a token that may only read publishes nothing, and the message says what to do',
  async () => {
    server.guard = isPush
    const run = await model!.run('push', { ...app, server: server.url })
    expectRefusal(run, 'access-denied', /denied to liftlock\[bot\].*Next: give the GitHub App .*contents: write/s)
    expect(server.passwords).toContain(token)
  },
  2 * minutes,
)

testOnRunner(
  'an App that is not installed on the repository gives no token, and the message says where to install it',
  async () => {
    world.environment.ACT_NOT_INSTALLED = 'acme/parking-backend'
    const run = await model!.run('push', { ...app, server: server.url })
    delete world.environment.ACT_NOT_INSTALLED
    expect(run.jobs).toEqual(refused)
    expect(run.summaries.join('\n')).toMatch(
      /no token for acme\/parking-backend\n\n\*\*Next:\*\* install the App on it/,
    )
    // A busy runner loses the last line of a short step, so either error may be missing in its log.
    const errors = run.errors.filter((text) => !text.startsWith('check success'))
    for (const text of errors)
      expect(text).toMatch(/^Not Found|no token for acme\/parking-backend\n {2}Next: install the App on it/)
    expect(errors.length).toBeLessThanOrEqual(2)
    expect(tip()).toBe(before)
  },
  2 * minutes,
)

testOnRunner(
  'a deploy key that may only read publishes nothing, and the message says what to do',
  async () => {
    ssh.allow(key, 'acme/parking-backend', 'read')
    const run = await model!.run('push', { secrets: { LIFTLOCK_BACKEND_KEY: key } })
    expectRefusal(run, 'access-denied', /marked as read only.*Next: give .*deploy key write access/s)
  },
  2 * minutes,
)

testOnRunner(
  'a deploy key in place of the App brings the application over ssh',
  async () => {
    ssh.allow(key, 'acme/parking-backend', 'write')
    const run = await model!.run('push', { secrets: { LIFTLOCK_BACKEND_KEY: key } })
    expect(run.errors).toEqual([])
    expect(run.jobs).toEqual(published)
    expect(run.outputs['generate/publish (backend)']!.commit).toBe(tip())
    expect(new Set(ssh.modes())).toEqual(new Set(['600']))
    expectNoSecret(run, world, [key, ...key.split('\n')])
  },
  2 * minutes,
)
