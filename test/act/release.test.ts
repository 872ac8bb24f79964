import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from '@jest/globals'
import { type GitHubApi, startGitHubApi } from '../support/github-api/server.ts'
import type { RepositoryState } from '../support/github-api/state.ts'
import { localRunner, testOnRunner } from './local-runner.ts'
import { starter } from './toolkit-copy.ts'
import { openWorld, type Repository, tokenOfTheRun, type World } from './world.ts'

/** A plain library and its starter, from the first change to the published release. The tests follow one another. */
const minutes = 60_000
let api: GitHubApi & { readonly repository: RepositoryState }
let world: World
let library: Repository

beforeAll(async () => {
  if (localRunner === undefined) return
  api = await startGitHubApi()
  api.tokens.set(tokenOfTheRun, {
    login: 'github-actions[bot]',
    permissions: { contents: 'write', pull_requests: 'write', checks: 'read', statuses: 'read', actions: 'write' },
  })
  world = openWorld(localRunner)
  // Pushes and the API work on one repository.
  mkdirSync(join(world.remotes, 'acme'), { recursive: true })
  symlinkSync(join(api.folder, 'acme', 'shop.git'), join(world.remotes, 'acme', 'shop.git'))
  library = world.repository('shop', {
    'package.json': '{\n  "name": "shop",\n  "version": "1.0.0"\n}\n',
    '.github/workflows/release.yml': starter('release.yml'),
  })
  library.push('feat: begin')
  library.git('tag', 'v1.0.0')
  library.git('push', '-q', 'origin', 'v1.0.0')
  api.repository.classic.set('main', ['tests'])
}, minutes)

afterAll(async () => {
  world?.close()
  await api?.close()
})

const run = () => library.run('push', { api: api.url })

async function pass(commit: string, conclusion: 'success' | 'failure'): Promise<void> {
  const { checks } = api.repository
  checks.push({
    id: 9_000 + checks.length,
    madeBy: 0,
    name: 'tests',
    head_sha: commit,
    status: 'completed',
    conclusion,
    external_id: '',
    html_url: 'https://github.example/check',
    app: { slug: 'github-actions' },
  })
}

testOnRunner(
  'a push proposes the next version in a pull request',
  async () => {
    library.write({ 'coupons.txt': 'coupons' })
    library.push('feat: coupons')
    const proposed = await run()
    expect(proposed.errors).toEqual([])
    expect(proposed.outputs['release/release']).toMatchObject({ state: 'proposed', tag: 'v1.1.0', 'pull-request': '1' })
    expect(proposed.summaries.join('\n')).toMatch(/^## ✓ release: pull request .*1 proposes v1\.1\.0, after 1\.0\.0$/m)
    expect(proposed.text).not.toContain(tokenOfTheRun)
  },
  2 * minutes,
)

testOnRunner(
  'merged without a passed check it is refused, and with it released',
  async () => {
    const [pull] = api.repository.pulls
    library.git('fetch', '-q', 'origin')
    library.git('merge', '-q', '--ff-only', 'origin/liftlock/release')
    library.git('push', '-q', 'origin', 'main')
    const merged = library.head()
    Object.assign(pull!.head as object, { sha: merged })
    Object.assign(pull!, { state: 'closed', merged_at: '2026-11-21T12:00:00Z', merge_commit_sha: merged })
    await pass(merged, 'failure')
    const refused = await run()
    expect(refused.jobs).toEqual({ 'release/release': 'failure' })
    expect(refused.errors.join('\n')).toContain('tests failed')
    expect(api.repository.releases).toEqual([])

    await pass(merged, 'success')
    const released = await run()
    expect(released.errors).toEqual([])
    expect(released.outputs['release/release']).toMatchObject({ state: 'released', tag: 'v1.1.0', commit: merged })
    expect(api.repository.releases).toMatchObject([{ tag_name: 'v1.1.0', draft: false }])
    expect(api.repository.git.resolve('v1.1.0')).toBe(merged)
    expect(api.violations).toEqual([])
  },
  3 * minutes,
)
