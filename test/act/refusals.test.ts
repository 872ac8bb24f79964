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

testOnRunner.each<[string, Guard, string, RegExp]>([
  [
    'expired',
    () => ({ status: 401, text: 'Invalid username or token.' }),
    'credentials-invalid',
    /expired.*Next: create a new token/s,
  ],
  ['may only read', isPush, 'access-denied', /denied to liftlock\[bot\].*Next: give the GitHub App .*contents: write/s],
  [
    'does not see the repository',
    () => ({ status: 404, text: 'Repository not found.' }),
    'repository-missing',
    /does not exist, or .* have no access.*Next: check the address/s,
  ],
])(
  'a token that %s publishes nothing, and the message says what to do',
  async (_, guard, reason, words) => {
    server.guard = guard
    const run = await model!.run('push', { ...app, server: server.url })
    expectRefusal(run, reason, words)
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

testOnRunner.each([
  ['nobody made known', 'another key', 'write', 'credentials-invalid', /Permission denied.*Next: create a new/s],
  ['may only read', key, 'read', 'access-denied', /marked as read only.*Next: give .*deploy key write access/s],
] as const)(
  'a deploy key that %s publishes nothing, and the message says what to do',
  async (_, known, access, reason, words) => {
    ssh.allow(known, 'acme/parking-backend', access)
    const run = await model!.run('push', { secrets: { LIFTLOCK_BACKEND_KEY: key } })
    expectRefusal(run, reason, words)
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
