import { isForgeFailure } from '../core/forge/forge-error.ts'
import type { ChangedFile, PullRequest, PullRequests } from '../core/ports/forge/pull-requests.ts'
import type { Calls, Data } from './calls/calls.ts'

const oneRoute = 'GET /repos/{owner}/{repo}/pulls/{pull_number}'
const to = (verb: string, number: number) => `${verb} pull request #${number}`
/** GitHub Docs, "List pull requests files". */
const mostFiles = 3000

export function pullRequestsOf(calls: Calls): PullRequests {
  const read = (number: number) =>
    calls.ask({ to: to('read', number), route: oneRoute, given: { pull_number: number } }, pullRequestOf)
  const find = async (head: string, { base, state = 'open' }: Parameters<PullRequests['find']>[1] = {}) => {
    const [newest] = await calls.list(
      {
        to: `find the pull request of ${head}`,
        route: 'GET /repos/{owner}/{repo}/pulls',
        given: { head: `${calls.owner}:${head}`, state, sort: 'created', direction: 'desc', ...(base && { base }) },
      },
      // Servers ignore a filter that they cannot read, so the branch is compared again.
      { items: (data) => data.map(pullRequestOf).filter((each) => each.head.branch === head), most: 1 },
    )
    return newest
  }
  return {
    find,
    of: (commit) =>
      calls.list(
        {
          to: `list the pull requests of ${commit}`,
          route: 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
          given: { commit_sha: commit },
        },
        { items: (data) => data.map(pullRequestOf), most: 100 },
      ),
    read,
    create: ({ head, base, title, body, draft = false }) =>
      calls.ask(
        {
          to: `create a pull request from ${head} to ${base}`,
          route: 'POST /repos/{owner}/{repo}/pulls',
          given: { head, base, title, body, draft },
        },
        pullRequestOf,
        { lookUp: () => find(head, { base }) },
      ),
    update: (number, change) =>
      calls.ask(
        {
          to: to('update', number),
          route: 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
          given: { pull_number: number, ...change },
        },
        pullRequestOf,
      ),
    files: (number) =>
      calls.list(
        {
          to: to('list the files of', number),
          route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
          given: { pull_number: number },
        },
        { items: (data) => data.map(changedFileOf), most: mostFiles },
      ),
    markReady: (number) => markReady(calls, number),
    async addLabels(number, labels) {
      await calls.ask(
        {
          to: to('label', number),
          route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
          given: { issue_number: number, labels: [...labels] },
        },
        () => undefined,
      )
    },
    async removeLabel(number, label) {
      try {
        await calls.ask(
          {
            to: `remove label ${label} of pull request #${number}`,
            route: 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}',
            given: { issue_number: number, name: label },
          },
          () => undefined,
        )
      } catch (error) {
        if (!isForgeFailure(error, 'not-found')) throw error
        await read(number)
      }
    },
  }
}

/** Only the GraphQL interface ends the state of a draft. */
async function markReady(calls: Calls, number: number): Promise<void> {
  const [id, draft] = await calls.ask(
    { to: to('read', number), route: oneRoute, given: { pull_number: number } },
    (data) => [data.node_id, data.draft === true] as const,
  )
  if (!draft) return
  await calls.graphql(
    to('mark as ready', number),
    'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId } }',
    { id },
    () => undefined,
  )
}

type Listed = Data<'GET /repos/{owner}/{repo}/pulls'>[number]

function pullRequestOf(data: Listed | Data<typeof oneRoute>): PullRequest {
  const { head, base, user, merge_commit_sha: mergeCommit } = data
  const merged = data.merged_at !== null
  const repository = (head.repo as { full_name: string } | null)?.full_name
  return {
    number: data.number,
    url: data.html_url,
    title: data.title,
    body: data.body ?? '',
    state: data.state === 'open' ? 'open' : 'closed',
    merged,
    ...(merged && mergeCommit && { mergeCommit }),
    draft: data.draft === true,
    head: { branch: head.ref, sha: head.sha, ...(repository !== undefined && { repository }) },
    base: { branch: base.ref, sha: base.sha },
    labels: data.labels.map(({ name }) => name),
    ...((user as { login: string } | null) && { author: user!.login }),
  }
}

function changedFileOf(file: Data<'GET /repos/{owner}/{repo}/pulls/{pull_number}/files'>[number]): ChangedFile {
  const { filename, status, previous_filename: previousPath, additions, deletions } = file
  return { path: filename, status, ...(previousPath !== undefined && { previousPath }), additions, deletions }
}
