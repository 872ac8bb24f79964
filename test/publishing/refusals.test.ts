import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { recordRef } from '../../src/delivery/publishing/publish-record.ts'
import { nodeGit } from '../../src/system/git/node-git.ts'
import { type GitHttpServer, type Guard, serveGit } from '../support/git-http-server.ts'
import { standInSsh } from '../support/stand-in-ssh.ts'
import { testContext } from '../support/test-context.ts'
import { type PublishWorld, publishWorld } from './publish-world.ts'

let world: PublishWorld
let server: GitHttpServer

beforeEach(async () => {
  world = publishWorld()
  server = await serveGit(world.folder)
  world.git(world.target, 'config', 'http.receivepack', 'true')
  world.commitByHand({ 'README.md': '# Shop' })
  world.changeModel('one')
  world.generated({ 'template.json': '{}' })
})
afterEach(async () => {
  await server.close()
  world.close()
})

const overHttp = (inputs: Readonly<Record<string, string>> = { token: 'right-token' }) =>
  world.publish({ repository: 'acme/shop-backend', server: server.url, ...inputs })

const isPush: Guard = ({ url }) => (url?.includes('git-receive-pack') ? { status: 403, text: 'no' } : undefined)

test('a token opens the repository, and reaches git in no argument and no address', async () => {
  expect(await overHttp()).toMatchObject({ outcome: 'succeeded', written: 1 })
  expect(new Set(server.passwords)).toEqual(new Set(['right-token']))
  expect(world.context.reports.slice(0, 2)).toEqual([
    { kind: 'secret', value: 'right-token' },
    { kind: 'secret', value: Buffer.from('x-access-token:right-token').toString('base64') },
  ])
})

test.each<[string, Guard, Readonly<Record<string, string>>, string, string]>([
  [
    'asks for credentials that nobody gave',
    () => ({ status: 401, text: '' }),
    {},
    'credentials-missing',
    'none were given',
  ],
  [
    'knows the token no longer',
    () => ({ status: 401, text: '' }),
    { token: 'old-token' },
    'credentials-invalid',
    'expired',
  ],
  ['lets the token not write', isPush, { token: 'a-token' }, 'access-denied', 'may not write'],
  ['is gone', () => ({ status: 404, text: '' }), { token: 'a-token' }, 'repository-missing', 'does not exist'],
  ['fails every time', () => ({ status: 503, text: '' }), { token: 'a-token' }, 'service-unavailable', 'broke off'],
])(
  'a repository that %s is one message that says so',
  async (_, guard, inputs, reason, words) => {
    server.guard = guard
    await expect(overHttp(inputs)).rejects.toMatchObject({
      reason,
      message: expect.stringMatching(new RegExp(`^acme/shop-backend: .*${words}`)),
      hint: expect.any(String),
    })
    expect(world.commits()).toBe(1)
  },
  30_000,
)

test('an answer that is lost after the push took effect is found by looking again', async () => {
  let posts = 0
  server.losesAnswer = ({ url, method }) =>
    method === 'POST' && url?.endsWith('git-receive-pack') === true && posts++ < 2
  const published = await overHttp()
  expect(published).toMatchObject({ outcome: 'succeeded', written: 1 })
  expect(world.git(world.target, 'rev-parse', 'main')).toBe(published.commit)
  expect(posts).toBeGreaterThan(0)
  expect(world.commits()).toBe(2)
})

test('a host that does not answer is unreachable, and no token is sent over plain http elsewhere', async () => {
  await server.close()
  await expect(overHttp()).rejects.toMatchObject({ reason: 'endpoint-unreachable' })
  await expect(overHttp({ token: 'a-token', server: 'http://example.com' })).rejects.toMatchObject({
    reason: 'input-invalid',
    message: 'a token is sent over https only, not to http://example.com/acme/shop-backend.git',
  })
  await expect(overHttp({ repository: 'https://me:secret@example.com/a/b.git' })).rejects.toMatchObject({
    message: 'input repository contains a user name or password',
  })
  server = await serveGit(world.folder)
}, 30_000)

test('a branch that a rule protects is named, and nothing is pushed', async () => {
  world.hook('pre-receive', 'echo "GH006: Protected branch update failed for refs/heads/main." >&2; exit 1')
  await expect(world.publish()).rejects.toMatchObject({
    reason: 'branch-protected',
    outcome: 'rejected',
    message: 'acme/shop-backend: branch main is protected (GH006: Protected branch update failed for refs/heads/main.)',
  })
  expect(world.commits()).toBe(1)
})

test('a branch that alone is protected is named, and its record stays behind with it', async () => {
  const words = 'GH006: Protected branch update failed for refs/heads/main.'
  world.hook('update', `case "$1" in refs/heads/*) echo "${words}" >&2; exit 1;; esac`)
  await expect(overHttp()).rejects.toMatchObject({
    reason: 'branch-protected',
    message: `acme/shop-backend: branch main is protected (${words})`,
  })
  expect(world.git(world.target, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main')
  expect(world.commits()).toBe(1)
})

test('a repository that takes no other references than branches is told what it refused', async () => {
  world.hook('update', 'case "$1" in refs/heads/*) ;; *) echo "only branches here" >&2; exit 1;; esac')
  await expect(world.publish()).rejects.toMatchObject({
    reason: 'push-refused',
    message: `acme/shop-backend refused ${recordRef('main', '')}: [remote rejected] (hook declined) (only branches here)`,
    hint: expect.stringContaining('refs/liftlock/published/'),
  })
  expect(world.commits()).toBe(1)
})

test.each(['by a path', 'by http'])(
  'a server that cannot update two references together is reported, %s',
  async (way) => {
    world.git(world.target, 'config', 'receive.advertiseAtomic', 'false')
    await expect(way === 'by http' ? overHttp() : world.publish()).rejects.toMatchObject({
      reason: 'push-refused',
      message: 'acme/shop-backend cannot update two references together; nothing was pushed',
      hint: expect.stringContaining('atomic'),
    })
    expect(world.commits()).toBe(1)
  },
)

test('the words of a hook that refuses are in the message', async () => {
  world.hook('pre-receive', 'echo "error: only signed commits here" >&2; exit 1')
  await expect(world.publish()).rejects.toMatchObject({
    reason: 'push-refused',
    message: expect.stringContaining('only signed commits here'),
  })
})

test('a repository that is gone, and a folder that is none', async () => {
  await expect(world.publish({ repository: join(world.folder, 'gone.git') })).rejects.toMatchObject({
    reason: 'repository-missing',
  })
  await expect(world.publish({ repository: 'ext::sh -c true' })).rejects.toMatchObject({ reason: 'input-invalid' })
  await expect(world.publish({ branch: 'a..b' })).rejects.toMatchObject({ reason: 'input-invalid' })
})

test('a deploy key goes to ssh as a file of its own, with the keys of the host', async () => {
  const { ssh, context } = overSsh()
  ssh.allow('BEGIN\nkey\nEND', 'acme/shop-backend', 'write')
  const inputs = { repository: 'acme/shop-backend', 'deploy-key': 'BEGIN\nkey\nEND' }

  expect(await world.publish(inputs, context)).toMatchObject({ outcome: 'succeeded' })
  const given = ['StrictHostKeyChecking=yes', 'IdentitiesOnly=yes', 'git@github.com']
  expect(ssh.arguments()).toEqual(expect.arrayContaining(given))
  expect(new Set(ssh.modes())).toEqual(new Set(['600']))
  await expect(world.publish({ ...inputs, server: 'https://git.example.com' }, context)).rejects.toMatchObject({
    reason: 'host-key-unknown',
  })
})

test.each([
  ['the host does not know', 'another key', 'acme/shop-backend', 'write', 'credentials-invalid'],
  ['belongs to another repository', 'a key', 'acme/another', 'write', 'repository-missing'],
  ['may only read', 'a key', 'acme/shop-backend', 'read', 'access-denied'],
] as const)('a deploy key that %s is refused in one message', async (_, known, repository, access, reason) => {
  const { ssh, context } = overSsh()
  ssh.allow(known, repository, access)
  const inputs = { repository: 'acme/shop-backend', 'deploy-key': 'a key' }
  await expect(world.publish(inputs, context)).rejects.toMatchObject({ reason, hint: expect.any(String) })
  expect(world.commits()).toBe(1)
})

/** The repositories of the world over ssh. */
function overSsh() {
  const ssh = standInSsh(join(world.folder, 'ssh'), world.folder)
  const environment = { ...process.env, PATH: `${ssh.tools}:${process.env.PATH}` }
  return { ssh, context: testContext({ git: nodeGit(environment, new AbortController().signal) }) }
}
