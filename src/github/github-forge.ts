import type { Clock } from '../core/ports/clock.ts'
import type { Forge } from '../core/ports/forge.ts'
import type { Http } from '../core/ports/http.ts'
import { branchesOf } from './branches.ts'
import { apiAddresses } from './calls/api-addresses.ts'
import { callsOf } from './calls/calls.ts'
import { octokitOf } from './calls/octokit.ts'
import { checksOf } from './checks.ts'
import { commentsOf } from './comments.ts'
import { deploymentsOf } from './deployments.ts'
import { environmentsOf } from './environments.ts'
import { historyOf } from './history.ts'
import { objectsOf } from './objects.ts'
import { pullRequestsOf } from './pull-requests.ts'
import { refsOf } from './refs.ts'
import { releasesOf } from './releases.ts'
import { readFacts, readIdentity, readRate } from './repository.ts'
import { workflowRunsOf } from './workflow-runs.ts'

/** Where a repository is, and with what its forge is asked. */
export interface GitHubPlace {
  readonly token: string
  readonly owner: string
  readonly name: string
  /** Address of the REST API, such as `https://api.github.com`. */
  readonly api: string
  /** Address of the pages, such as `https://github.com`. */
  readonly server: string
  readonly http: Http
  readonly clock: Clock
  readonly signal: AbortSignal
}

/**
 * One repository of GitHub. Nothing is asked yet.
 * @throws StageError `input-invalid` for a wrong address of the API
 */
export function githubForge({ token, owner, name, api, server, http, clock, signal }: GitHubPlace): Forge {
  const addresses = apiAddresses(api)
  const calls = callsOf(octokitOf(token, addresses, { http, signal }), addresses, { owner, name }, { clock, signal })
  const branches = branchesOf(calls)
  return {
    repository: `${owner}/${name}`,
    url: `${server}/${owner}/${name}`,
    facts: () => readFacts(calls),
    identity: () => readIdentity(calls),
    rate: () => readRate(calls),
    refs: refsOf(calls),
    branches,
    history: historyOf(calls),
    objects: objectsOf(calls),
    pullRequests: pullRequestsOf(calls),
    releases: releasesOf(calls),
    deployments: deploymentsOf(calls),
    checks: checksOf(calls, branches),
    comments: commentsOf(calls),
    environments: environmentsOf(calls),
    runs: workflowRunsOf(calls),
  }
}
