import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Forge } from '../../src/core/ports/forge.ts'
import type { Context } from '../../src/core/run/context.ts'
import { release } from '../../src/stages/release/stage.ts'
import { git } from '../support/git-commands.ts'
import type { GitStore } from '../support/github-api/git-store.ts'
import { type GitHubWorld, githubWorld } from '../support/github-world.ts'
import { type TestContext, testContext } from '../support/test-context.ts'

/** A repository on the API of the tests, and a clone of it. */
export interface ReleaseGround {
  readonly world: GitHubWorld
  readonly store: GitStore
  readonly forge: Forge
  readonly folder: string
  /** Adds a commit to main, with the check that tests it. */
  commit(message: string, files?: Readonly<Record<string, string>>): string
  /** What the check `tests` said of a commit. */
  check(commit: string, conclusion: 'success' | 'failure' | 'in_progress'): Promise<void>
  /** Merges the open release pull request, and lets the check of the merge pass. */
  merge(): Promise<string>
  /** Runs the stage in the clone, at the newest commit of main. */
  run(inputs?: Readonly<Record<string, unknown>>, context?: Partial<Context>): ReturnType<typeof release.run>
  readonly last: () => TestContext
  close(): Promise<void>
}

export async function releaseGround(): Promise<ReleaseGround> {
  const world = await githubWorld()
  const { repository, forge } = world
  const store = repository.git
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-release-'))
  const first = store.addCommit('main', 'feat: begin', {
    'package.json': '{\n  "name": "shop",\n  "version": "1.0.0"\n}\n',
  })
  store.run(['update-ref', 'refs/tags/v1.0.0', first])
  git(folder, 'clone', '-q', store.folder, 'shop')
  const shop = join(folder, 'shop')
  let last = testContext()
  const check = async (commit: string, conclusion: 'success' | 'failure' | 'in_progress') => {
    const progress =
      conclusion === 'in_progress' ? ({ status: conclusion } as const) : ({ status: 'completed', conclusion } as const)
    await forge.checks.create({ name: 'tests', commit, externalId: `${commit}-${conclusion}`, ...progress })
  }
  return {
    world,
    store,
    forge,
    folder: shop,
    commit: (message, files = { [`${Math.random()}.txt`]: message }) => store.addCommit('main', message, files),
    check,
    async merge() {
      const pull = repository.pulls.find(({ state }) => state === 'open')!
      const head = store.resolve((pull.head as { ref: string }).ref)!
      store.run(['update-ref', 'refs/heads/main', head])
      Object.assign(pull.head as object, { sha: head })
      Object.assign(pull, { state: 'closed', merged: true, merged_at: '2026-11-21T12:00:00Z', merge_commit_sha: head })
      await check(head, 'success')
      return head
    },
    async run(inputs = {}, context = {}) {
      git(shop, 'fetch', '-q', '--tags', '--force', 'origin')
      git(shop, 'reset', '-q', '--hard', 'origin/main')
      last = testContext({ clock: world.clock, forge: async () => forge, ...context })
      const given = { source: shop, checks: 'tests', versionFiles: 'package.json', ...inputs }
      return release.run(release.inputs.parse(given) as never, last)
    },
    last: () => last,
    async close() {
      rmSync(folder, { recursive: true, force: true })
      await world.api.close()
    },
  }
}

/** A file beside the clone, to publish. */
export function assetIn({ folder }: ReleaseGround, name: string, text: string): string {
  const path = join(folder, '..', name)
  writeFileSync(path, text)
  return path
}
