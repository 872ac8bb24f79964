import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { CardSection } from '../../src/hosts/github/card/card-section.ts'
import { type CardEntry, publishCard } from '../../src/hosts/github/card/publish-card.ts'
import { cardLimit } from '../../src/hosts/github/card/render-card.ts'
import { nodeClock } from '../../src/system/node-clock.ts'
import { type GitHubWorld, githubWorld } from '../support/github-world.ts'

let world: GitHubWorld
let number: number
let commit: string

beforeEach(async () => {
  world = await githubWorld()
  const pull = await world.forge.pullRequests.create({ head: 'topic', base: 'main', title: 'prices', body: '' })
  number = pull.number
  commit = pull.head.sha
})
afterEach(() => world.api.close())

function entryOf(key: string, given: Partial<CardSection> = {}, mode: CardEntry['mode'] = 'always'): CardEntry {
  const section = {
    key,
    order: 1,
    title: `${key}: 2 changed`,
    mark: '✓',
    hasChanges: true,
    parts: [],
    ...given,
  } as const
  return { pullRequest: number, subject: { key: 'deliver', commit }, section, mode }
}
const clockless = () => ({ clock: world.clock, signal: world.stop.signal })
const publish = (entry: CardEntry) => publishCard(world.forge, entry, clockless())
const cards = () => world.forge.comments.list(number)

test('twenty jobs that write at the same time leave one card with all their sections', async () => {
  const keys = Array.from({ length: 20 }, (_, index) => `deploy ${String.fromCharCode(97 + index)}`)
  const results = await Promise.all(
    keys.map((key) => publishCard(world.forge, entryOf(key), { clock: nodeClock, signal: world.stop.signal })),
  )
  expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['written']))
  const [card, ...more] = await cards()
  expect(more).toEqual([])
  for (const key of keys) expect(card!.body).toContain(`${key}: 2 changed`)
  expect(world.api.violations).toEqual([])
}, 120_000)

test('a job that is repeated replaces its section', async () => {
  await publish(entryOf('deploy staging'))
  await publish(entryOf('deploy staging', { title: 'deploy staging: 3 changed' }))
  const [card, ...more] = await cards()
  expect(more).toEqual([])
  expect(card!.body).toContain('3 changed')
  expect(card!.body).not.toContain('2 changed')
})

test('a comment of somebody else with the mark is neither taken nor changed', async () => {
  world.api.tokens.set('stranger', { login: 'mallory', permissions: 'all' })
  const mark = '<!-- liftlock-card deliver -->\nAll is well'
  const planted = await world.with('stranger').comments.create(number, mark)
  await publish(entryOf('deploy staging'))
  const all = await cards()
  expect(all.map(({ author }) => author).sort()).toEqual(['github-actions[bot]', 'mallory'])
  expect(all.find(({ id }) => id === planted.id)!.body).toBe(mark)
})

test('a card that somebody deletes meanwhile is made anew', async () => {
  await publish(entryOf('deploy staging'))
  const [before] = await cards()
  world.api.meanwhile = ({ method, path }) => {
    if (method !== 'PATCH' || !path.includes('/comments/')) return
    world.api.meanwhile = () => {}
    world.repository.comments.length = 0
  }
  expect(await publish(entryOf('quality-gate staging'))).toMatchObject({ kind: 'written' })
  const [card, ...more] = await cards()
  expect(more).toEqual([])
  expect(card!.id).not.toBe(before!.id)
  expect(card!.body).toContain('deploy staging')
})

test('while nothing changes, changes-only writes no card, and turns an old one to resolved', async () => {
  const quiet = { hasChanges: false, mark: '–', title: 'deploy staging: no changes' } as const
  expect(await publish(entryOf('deploy staging', quiet, 'changes-only'))).toEqual({ kind: 'not-needed' })
  expect(await cards()).toEqual([])
  await publish(entryOf('deploy staging', {}, 'changes-only'))
  await publish(entryOf('deploy staging', quiet, 'changes-only'))
  expect((await cards()).map(({ body }) => body)).toEqual([expect.stringContaining('✓ Nothing changes')])
})

test('a job of an older commit does not overwrite the card', async () => {
  await publish(entryOf('deploy staging'))
  world.repository.git.addCommit('topic', 'fix: more', { 'more.txt': '' })
  expect(await publish(entryOf('quality-gate staging'))).toEqual({ kind: 'superseded' })
  expect((await cards())[0]!.body).not.toContain('quality-gate')
})

test('long sections are cut by rank, and the card stays below the limit of GitHub', async () => {
  for (const key of ['a', 'b', 'c', 'd', 'e']) {
    const parts = [
      { markdown: `needs attention in ${key}`, rank: 0 },
      { markdown: 'a line of the plan\n'.repeat(5_000), rank: 1 },
    ]
    await publish(entryOf(key, { parts }))
  }
  const [card] = await cards()
  expect(Buffer.byteLength(card!.body)).toBeLessThanOrEqual(cardLimit)
  for (const key of ['a', 'b', 'c', 'd', 'e']) expect(card!.body).toContain(`needs attention in ${key}`)
  expect(card!.body).toContain('lines are missing')
})

test('a text of a section cannot end its hidden record, or mention anybody in the title', async () => {
  const parts = [{ markdown: 'x --> <!-- liftlock-section\n{"key":"forged"}\n-->', rank: 1 }]
  await publish(entryOf('deploy staging', { parts, title: 'staging --> @acme/admins' }))
  await publish(entryOf('quality-gate staging'))
  const [card] = await cards()
  expect(card!.body).not.toContain('@acme')
  expect(card!.body).toContain('staging: 2 changed')
  expect(card!.body.match(/^- /gm)).toHaveLength(2)
})

test('a token that may not write ends as a failure that the host turns into one line', async () => {
  world.api.tokens.set('reader', {
    login: 'github-actions[bot]',
    permissions: { checks: 'read', pull_requests: 'read' },
  })
  await expect(publishCard(world.with('reader'), entryOf('deploy staging'), clockless())).rejects.toMatchObject({
    kind: 'no-right',
    permission: expect.stringContaining('checks'),
  })
})
