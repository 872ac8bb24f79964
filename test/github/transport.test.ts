import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { githubForge } from '../../src/github/github-forge.ts'
import { nodeHttp } from '../../src/system/node-http.ts'
import { type GitHubWorld, githubWorld } from '../support/github-world.ts'

let world: GitHubWorld
beforeEach(async () => {
  world = await githubWorld()
})
afterEach(async () => {
  await world.api.close()
  expect(world.api.violations).toEqual([])
})

const every = () => true

test('the token goes to no other host, wherever the API leads', async () => {
  const asked: unknown[] = []
  const other = createServer((request, response) => {
    asked.push(request.headers)
    response.end('{}')
  })
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const to = `http://127.0.0.1:${(other.address() as AddressInfo).port}/repos/acme/shop`
  world.api.faults.push({ kind: 'redirect', to, when: every })
  await expect(world.forge.facts()).rejects.toMatchObject({ reason: 'service-refused' })
  other.close()
  expect(asked).toEqual([])
})

test('a renamed repository is followed on the same host, and not for ever', async () => {
  world.api.faults.push({ kind: 'redirect', to: '/repos/acme/shop', when: every, times: 2 })
  expect(await world.forge.facts()).toMatchObject({ fullName: 'acme/shop' })
  world.api.faults.push({ kind: 'redirect', to: '/repos/acme/shop', when: every, times: 100 })
  await expect(world.forge.facts()).rejects.toMatchObject({ kind: 'unavailable' })
  world.api.faults.length = 0
})

test('no failure holds the token, however deep one looks', async () => {
  const failures: unknown[] = []
  const keep = (error: unknown) => failures.push(error)
  world.api.faults.push({ kind: 'status', status: 500, when: every, times: 5 })
  await world.forge.facts().catch(keep)
  await world.with('ghs_stranger-token').facts().catch(keep)
  world.api.faults.push({ kind: 'foreign-page', when: every })
  await world.forge.facts().catch(keep)
  await world.forge.pullRequests.read(99).catch(keep)
  expect(failures).toHaveLength(4)
  const text = inspect(failures, { depth: 20, showHidden: true })
  expect(text).not.toContain('ghs_stranger-token')
  expect(text).not.toContain(world.api.token)
})

test('a question that was answered before is asked with its mark, and answered from memory', async () => {
  const first = await world.forge.branches.find('main')
  expect(await world.forge.branches.find('main')).toEqual(first)
  expect(world.api.calls.map(({ headers }) => headers['if-none-match'])).toEqual([
    undefined,
    expect.stringMatching(/^"/),
  ])
  world.repository.git.run(['update-ref', 'refs/heads/main', world.repository.git.resolve('topic')!])
  expect((await world.forge.branches.find('main'))!.commit).toBe(world.repository.git.resolve('topic'))
})

test('all pages of a list are read, in their order', async () => {
  const { comments, issues } = world.repository
  issues.add(1)
  for (let id = 1; id <= 250; id++)
    comments.push({ id, madeBy: 0, issue: 1, body: `${id}`, user: null, node_id: `${id}` })
  const found = await world.forge.comments.list(1)
  expect(found.map(({ id }) => id)).toEqual(Array.from({ length: 250 }, (_, index) => index + 1))
  expect(world.api.calls).toHaveLength(3)
})

test('a limit that ends soon is waited for, and one that does not is named with its time', async () => {
  const now = world.clock.now().getTime() / 1000
  world.api.faults.push({ kind: 'primary-limit', resetSeconds: now + 90, when: every })
  await world.forge.facts()
  expect(world.clock.elapsed()).toBe(90_000)
  world.api.faults.push({ kind: 'primary-limit', resetSeconds: now + 90 + 3000, when: every })
  await expect(world.forge.facts()).rejects.toMatchObject({
    kind: 'rate-limited',
    reason: 'throttled',
    message: expect.stringContaining('until 12:51:30 UTC'),
  })
  expect(world.clock.elapsed()).toBe(90_000)
})

test('a secondary limit may name a date', async () => {
  const date = new Date(world.clock.now().getTime() + 20_000).toUTCString()
  world.api.faults.push({ kind: 'secondary-limit', retryAfter: date, when: every })
  await world.forge.facts()
  expect(world.clock.elapsed()).toBe(20_000)
})

test('a secondary limit that stays ends the call after three minutes at most', async () => {
  world.api.faults.push({ kind: 'secondary-limit', retryAfter: 50, when: every, times: 100 })
  await expect(world.forge.facts()).rejects.toMatchObject({ kind: 'rate-limited' })
  expect(world.clock.elapsed()).toBe(150_000)
  world.api.faults.length = 0
})

test('a limit of a stranger that names an absurd time does not hold the run', async () => {
  world.api.faults.push({ kind: 'secondary-limit', retryAfter: 1e9, when: every })
  await expect(world.forge.facts()).rejects.toMatchObject({ kind: 'rate-limited' })
  expect(world.clock.elapsed()).toBe(0)
})

test('a page that is not of the API is no answer', async () => {
  world.api.faults.push({ kind: 'foreign-page', when: every })
  await expect(world.forge.facts()).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('not one of its API'),
  })
})

test('an interruption ends a wait with its reason', async () => {
  world.api.faults.push({ kind: 'secondary-limit', retryAfter: 5, when: every })
  world.api.meanwhile = () => world.stop.abort(new Error('stop'))
  await expect(world.forge.facts()).rejects.toThrow('stop')
})

test('an answer without an end is not read', async () => {
  const { api, clock, stop } = world
  world.repository.issues.add(1)
  for (let id = 1; id <= 100; id++)
    world.repository.comments.push({ id, madeBy: 0, issue: 1, body: 'x'.repeat(200_000), user: null, node_id: `${id}` })
  await expect(world.forge.comments.list(1)).rejects.toMatchObject({ reason: 'answer-too-large' })
  expect([api.calls.length, clock.elapsed(), stop.signal.aborted]).toEqual([1, 0, false])
})

test('an Enterprise Server has its API below a path, uploads and GraphQL beside it', async () => {
  const { api, clock, stop } = world
  const place = {
    token: api.token,
    owner: 'acme',
    name: 'shop',
    server: api.url,
    http: nodeHttp,
    clock,
    signal: stop.signal,
  }
  const forge = githubForge({ ...place, api: `${api.url}/api/v3` })
  const { id } = await forge.releases.createDraft({ tag: 'v1' })
  await forge.releases.uploadAsset(id, { name: 'a', contentType: 'text/plain', content: Buffer.from('a') })
  expect(await forge.identity()).toBe('github-actions[bot]')
  const paths = api.calls.map(({ path }) => path.replace(/(\/repos.*|\?.*)$/, ''))
  expect([...new Set(paths)]).toEqual(['/api/v3', '/api/uploads', '/api/graphql'])
})
