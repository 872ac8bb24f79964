import type { Rate, RepositoryFacts } from '../core/ports/forge/repository.ts'
import type { Calls } from './calls/calls.ts'

export function readFacts(calls: Calls): Promise<RepositoryFacts> {
  return calls.ask(
    { to: `read the repository ${calls.owner}/${calls.name}`, route: 'GET /repos/{owner}/{repo}', given: {} },
    (data) => ({
      fullName: data.full_name,
      defaultBranch: data.default_branch,
      visibility: (data.visibility ?? (data.private ? 'private' : 'public')) as RepositoryFacts['visibility'],
      fork: data.fork,
      archived: data.archived,
      url: data.html_url,
      ...(data.permissions !== undefined && { mayPush: data.permissions.push }),
    }),
  )
}

/** The token of a job has no user of its own in the REST API. */
export function readIdentity(calls: Calls): Promise<string | undefined> {
  return calls.graphql(
    'read whose token this is',
    'query { viewer { login } }',
    {},
    (data: { viewer: { login: string } | null }) => data.viewer?.login,
  )
}

export function readRate(calls: Calls): Promise<Rate> {
  return calls.ask({ to: 'read the rate limit', route: 'GET /rate_limit', given: {} }, ({ resources: { core } }) => ({
    limit: core.limit,
    remaining: core.remaining,
    resetsAt: new Date(core.reset * 1000).toISOString(),
  }))
}
