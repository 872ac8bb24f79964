import type { Forge } from '../../src/core/ports/forge.ts'
import { githubForge } from '../../src/github/github-forge.ts'
import { nodeHttp } from '../../src/system/node-http.ts'
import { type GitHubApi, startGitHubApi } from './github-api/server.ts'
import type { RepositoryState } from './github-api/state.ts'
import { type VirtualClock, virtualClock } from './virtual-clock.ts'

/** A repository on the stand-in of GitHub, and the forge that works on it. */
export interface GitHubWorld {
  readonly api: GitHubApi
  readonly repository: RepositoryState
  readonly forge: Forge
  /** Waits of the forge take no time. */
  readonly clock: VirtualClock
  readonly stop: AbortController
  /** The forge with another token. */
  with(token: string): Forge
}

/** As git fast-import(1) reads it: much faster than a process for each object. */
const commit = (ref: string, mark: number, message: string, file: string, from?: number) =>
  [
    `commit refs/heads/${ref}`,
    `mark :${mark}`,
    'committer Ann <ann@example.com> 1795176000 +0000',
    `data ${message.length}\n${message}`,
    ...(from === undefined ? [] : [`from :${from}`]),
    `M 100644 inline ${file}`,
    `data ${file.length}\n${file}`,
    '',
  ].join('\n')

const history = [
  commit('main', 1, 'feat: begin', 'README.md'),
  commit('main', 2, 'feat: orders', 'orders.txt', 1),
  commit('topic', 3, 'fix: prices', 'prices.txt', 2),
].join('\n')

/** Two commits on `main` and one on `topic`, by Ann, whom GitHub knows. */
export async function githubWorld(): Promise<GitHubWorld> {
  const api = await startGitHubApi()
  const { repository } = api
  repository.accounts.set('ann@example.com', 'ann')
  repository.git.run(['fast-import', '--quiet'], history)
  const clock = virtualClock()
  const stop = new AbortController()
  const forge = (token: string) =>
    githubForge({
      token,
      owner: 'acme',
      name: 'shop',
      api: api.url,
      server: 'https://github.example',
      http: nodeHttp,
      clock,
      signal: stop.signal,
    })
  return { api, repository, clock, stop, forge: forge(api.token), with: forge }
}
