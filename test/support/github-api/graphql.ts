import { buildSchema, graphql } from 'graphql'
import { requireRule } from './guards.ts'
import { ApiRefusal } from './refusal.ts'
import { type ApiCall, isAllowed } from './route.ts'
import { pullHas } from './routes/commits.ts'
import type { Item, RepositoryState } from './state.ts'

/** The part of GitHub's public schema that is used (GitHub Docs, "Public schema"). */
const schema = buildSchema(`
  scalar GitObjectID
  scalar GitRefname
  type User { login: String! }
  type Label { name: String! }
  type Labels { nodes: [Label] }
  type PullRequest { number: Int! title: String! merged: Boolean! labels(first: Int): Labels }
  type PullRequests { nodes: [PullRequest] }
  type GitActor { user: User }
  interface GitObject { oid: GitObjectID! }
  type Commit implements GitObject {
    oid: GitObjectID! author: GitActor associatedPullRequests(first: Int): PullRequests }
  type Tag implements GitObject { oid: GitObjectID! }
  type Repository { id: ID! object(oid: GitObjectID, expression: String): GitObject }
  type Query { viewer: User! repository(owner: String!, name: String!): Repository }
  input RefUpdate { name: GitRefname! afterOid: GitObjectID! beforeOid: GitObjectID force: Boolean }
  input UpdateRefsInput { repositoryId: ID! refUpdates: [RefUpdate!]! clientMutationId: String }
  enum ReportedContentClassifiers { ABUSE DUPLICATE LOW_QUALITY OFF_TOPIC OUTDATED RESOLVED SPAM }
  input MinimizeCommentInput { subjectId: ID! classifier: ReportedContentClassifiers! clientMutationId: String }
  input MarkPullRequestReadyForReviewInput { pullRequestId: ID! clientMutationId: String }
  type Done { clientMutationId: String }
  type Mutation {
    updateRefs(input: UpdateRefsInput!): Done
    minimizeComment(input: MinimizeCommentInput!): Done
    markPullRequestReadyForReview(input: MarkPullRequestReadyForReviewInput!): Done
  }
`)

const none = '0'.repeat(40)

/** An error with the type that GitHub gives it. */
class Typed extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** One call of the GraphQL API. */
export async function answerGraphql(
  call: Omit<ApiCall, 'repository'>,
  repositories: ReadonlyMap<string, RepositoryState>,
): Promise<object> {
  const { query, variables } = call.body
  const all = [...repositories.values()]
  const requireRight = (needs: string) => {
    if (!isAllowed(call.token, needs)) throw new Typed('FORBIDDEN', 'Resource not accessible by integration')
  }
  const rootValue = {
    viewer: () => ({ login: call.token.login }),
    repository: ({ owner, name }: { owner: string; name: string }) =>
      repositoryNode(repositories.get(`${owner}/${name}`)),
    updateRefs({ input }: { input: { repositoryId: string; refUpdates: readonly RefUpdate[] } }) {
      requireRight('contents=write')
      const repository = all.find(({ fullName }) => `R_${fullName}` === input.repositoryId)
      if (repository === undefined) throw new Typed('NOT_FOUND', 'Could not resolve to a node.')
      for (const update of input.refUpdates) requireUpdate(repository, update, call)
      for (const { name, afterOid } of input.refUpdates)
        repository.git.run(afterOid === none ? ['update-ref', '-d', name] : ['update-ref', name, afterOid])
      return {}
    },
    minimizeComment({ input }: { input: { subjectId: string; classifier: string } }) {
      requireRight('issues=write')
      const comment = all.flatMap(({ comments }) => comments).find(({ node_id }) => node_id === input.subjectId)
      if (comment === undefined) throw new Typed('NOT_FOUND', 'Could not resolve to a node with that id.')
      comment.minimized = input.classifier
      return {}
    },
    markPullRequestReadyForReview({ input }: { input: { pullRequestId: string } }) {
      requireRight('pull_requests=write')
      const pull = all.flatMap(({ pulls }) => pulls).find(({ node_id }) => node_id === input.pullRequestId)
      if (pull === undefined) throw new Typed('NOT_FOUND', 'Could not resolve to a node with that id.')
      pull.draft = false
      return {}
    },
  }
  const { data, errors } = await graphql({ schema, source: query, variableValues: variables, rootValue })
  if (errors === undefined) return { data }
  return {
    data: data ?? null,
    errors: errors.map((error) => ({
      message: error.message,
      ...(error.originalError instanceof Typed && { type: error.originalError.type }),
      ...(error.path && { path: error.path }),
    })),
  }
}

interface RefUpdate {
  readonly name: string
  readonly afterOid: string
  readonly beforeOid?: string
  readonly force?: boolean
}

function requireUpdate(repository: RepositoryState, update: RefUpdate, { token }: Pick<ApiCall, 'token'>): void {
  const { git } = repository
  const { name, afterOid, beforeOid, force = false } = update
  const now = git.ref(name)?.sha ?? none
  if (beforeOid !== undefined && beforeOid !== now)
    throw new Typed('STALE_DATA', `Expected ${name} to be at ${beforeOid} but it is at ${now}`)
  if (afterOid !== none && git.kind(afterOid) === undefined) throw new Typed('UNPROCESSABLE', 'Object does not exist')
  const forward =
    afterOid === none || now === none || git.ask('merge-base', '--is-ancestor', now, afterOid) !== undefined
  if (!forward && !force) throw new Typed('UNPROCESSABLE', 'Update is not a fast forward')
  try {
    requireRule(repository, token, name, afterOid === none ? 'deletion' : now === none ? 'creation' : 'update')
    if (!forward) requireRule(repository, token, name, 'non_fast_forward')
  } catch (error) {
    if (error instanceof ApiRefusal) throw new Typed('UNPROCESSABLE', error.message)
    throw error
  }
}

function repositoryNode(repository: RepositoryState | undefined) {
  if (repository === undefined) throw new Typed('NOT_FOUND', 'Could not resolve to a Repository.')
  return {
    id: `R_${repository.fullName}`,
    object({ oid }: { oid: string }) {
      const kind = repository.git.kind(oid)
      if (kind === undefined) return null
      if (kind !== 'commit') return { __typename: 'Tag', oid }
      const login = repository.accounts.get(repository.git.commit(oid).author.email)
      const pulls = repository.pulls.filter((pull) => pullHas(repository, pull, oid))
      return {
        __typename: 'Commit',
        oid,
        author: { user: login === undefined ? null : { login } },
        associatedPullRequests: { nodes: pulls.map(pullNode) },
      }
    },
  }
}

function pullNode(pull: Item) {
  return { number: pull.number, title: pull.title, merged: pull.merged_at !== null, labels: { nodes: pull.labels } }
}
