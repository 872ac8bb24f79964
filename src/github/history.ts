import type { CommitList, CommitOrigin, Comparison, History } from '../core/ports/forge/history.ts'
import type { Calls } from './calls/calls.ts'
import { commitOf } from './commits.ts'

const compareRoute = 'GET /repos/{owner}/{repo}/compare/{basehead}'
const perPage = 100
const originsPerCall = 50

export function historyOf(calls: Calls): History {
  return {
    read: (revision) =>
      calls.ask(
        { to: `read commit ${revision}`, route: 'GET /repos/{owner}/{repo}/commits/{ref}', given: { ref: revision } },
        commitOf,
      ),
    compare: (base, head) =>
      calls.ask({ ...comparing(base, head), given: { basehead: `${base}...${head}` } }, comparisonOf),
    since: (base, head, most = 1000) =>
      base === undefined ? ancestors(calls, head, most) : between(calls, base, head, most),
    async origins(commits) {
      const origins = new Map<string, CommitOrigin>()
      for (let start = 0; start < commits.length; start += originsPerCall)
        for (const [sha, origin] of await someOrigins(calls, commits.slice(start, start + originsPerCall)))
          origins.set(sha, origin)
      return origins
    },
  }
}

const comparing = (base: string, head: string) => ({ to: `compare ${base} with ${head}`, route: compareRoute }) as const

function comparisonOf(data: {
  status: Comparison['status']
  ahead_by: number
  behind_by: number
  merge_base_commit: { sha: string }
}): Comparison {
  const { status, ahead_by, behind_by, merge_base_commit } = data
  return { status, ahead: ahead_by, behind: behind_by, mergeBase: merge_base_commit.sha }
}

async function ancestors(calls: Calls, head: string, most: number): Promise<CommitList> {
  const found = await calls.list(
    { to: `list the commits of ${head}`, route: 'GET /repos/{owner}/{repo}/commits', given: { sha: head } },
    { items: (data) => data.map(commitOf), most: most + 1 },
  )
  return { commits: found.slice(0, most).reverse(), cut: found.length > most }
}

/** The pages of a comparison begin with the oldest commit, so that the last ones are read. */
async function between(calls: Calls, base: string, head: string, most: number): Promise<CommitList> {
  const page = (number: number, size: number) =>
    calls.ask(
      {
        ...comparing(base, head),
        given: { basehead: `${base}...${head}`, per_page: size, page: number } as { basehead: string },
      },
      ({ total_commits, commits }) => ({ total: total_commits, commits: commits.map(commitOf) }),
    )
  const { total } = await page(1, 1)
  const first = Math.floor(Math.max(0, total - most) / perPage) + 1
  const commits = []
  for (let number = first; (number - 1) * perPage < total; number++)
    commits.push(...(await page(number, perPage)).commits)
  return { commits: commits.slice(-most), cut: total > most }
}

interface OriginAnswer {
  readonly oid: string
  readonly author: { readonly user: { readonly login: string } | null } | null
  readonly associatedPullRequests: {
    readonly nodes: readonly {
      readonly number: number
      readonly title: string
      readonly merged: boolean
      readonly labels: { readonly nodes: readonly { readonly name: string }[] } | null
    }[]
  }
}

const originFields = `... on Commit { oid author { user { login } }
  associatedPullRequests(first: 5) { nodes { number title merged labels(first: 20) { nodes { name } } } } }`

async function someOrigins(calls: Calls, commits: readonly string[]) {
  const fields = commits.map((_, index) => `c${index}: object(oid: $s${index}) { ${originFields} }`)
  const declared = commits.map((_, index) => `, $s${index}: GitObjectID!`).join('')
  const query = `query($owner: String!, $name: String!${declared}) {
    repository(owner: $owner, name: $name) { ${fields.join('\n')} } }`
  const variables = Object.fromEntries(commits.map((sha, index) => [`s${index}`, sha]))
  return calls.graphql(
    'read the origins of commits',
    query,
    variables,
    (data: { repository: Readonly<Record<string, OriginAnswer | null>> }) =>
      Object.values(data.repository).flatMap((found) => (found?.oid === undefined ? [] : [originOf(found)])),
  )
}

function originOf({ oid, author, associatedPullRequests }: OriginAnswer): readonly [string, CommitOrigin] {
  const login = author?.user?.login
  const pullRequests = associatedPullRequests.nodes.map(({ number, title, merged, labels }) => ({
    number,
    title,
    merged,
    labels: (labels?.nodes ?? []).map(({ name }) => name),
  }))
  return [oid, { ...(login !== undefined && { login }), pullRequests }]
}
