import { ForgeError, isForgeFailure } from '../core/forge/forge-error.ts'
import type { Comment, Comments, HideReason } from '../core/ports/forge/comments.ts'
import type { Calls, Data } from './calls/calls.ts'

const most = 10_000
/** GitHub counts characters, and refuses more. */
const longestBody = 65_536

export function commentsOf(calls: Calls): Comments {
  const list = (number: number) =>
    calls.list(
      {
        to: `list the comments on #${number}`,
        route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
        given: { issue_number: number },
      },
      { items: (data) => data.map(commentOf), most },
    )
  return {
    list,
    read: (id) =>
      calls.ask(
        {
          to: `read comment ${id}`,
          route: 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
          given: { comment_id: id },
        },
        commentOf,
      ),
    async create(number, body) {
      requireLength(body)
      const before = Math.max(0, ...(await list(number)).map(({ id }) => id))
      return calls.ask(
        {
          to: `comment on #${number}`,
          route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
          given: { issue_number: number, body },
        },
        commentOf,
        { lookUp: async () => (await list(number)).find((each) => each.id > before && each.body === body) },
      )
    },
    async update(id, body) {
      requireLength(body)
      return calls.ask(
        {
          to: `update comment ${id}`,
          route: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
          given: { comment_id: id, body },
        },
        commentOf,
      )
    },
    async delete(id) {
      try {
        await calls.ask(
          {
            to: `delete comment ${id}`,
            route: 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
            given: { comment_id: id },
          },
          () => undefined,
        )
      } catch (error) {
        if (!isForgeFailure(error, 'not-found')) throw error
      }
    },
    hide: (comment, reason) =>
      calls.graphql(
        `hide comment ${comment.id}`,
        `mutation($id: ID!, $reason: ReportedContentClassifiers!) {
          minimizeComment(input: { subjectId: $id, classifier: $reason }) { clientMutationId } }`,
        { id: comment.nodeId, reason: classifiers[reason] },
        () => undefined,
      ),
  }
}

const classifiers: Readonly<Record<HideReason, string>> = {
  outdated: 'OUTDATED',
  resolved: 'RESOLVED',
  duplicate: 'DUPLICATE',
  'off-topic': 'OFF_TOPIC',
}

function requireLength(body: string): void {
  if (body.trim() !== '' && body.length <= longestBody) return
  throw new ForgeError('validation', `a comment has 1 to ${longestBody} characters, and this one ${body.length}`, {
    hint: 'shorten it',
  })
}

function commentOf(data: Data<'GET /repos/{owner}/{repo}/issues/{issue_number}/comments'>[number]): Comment {
  return {
    id: Number(data.id),
    nodeId: data.node_id,
    body: data.body ?? '',
    ...(data.user && { author: data.user.login }),
    createdAt: data.created_at,
    updatedAt: data.updated_at,
    url: data.html_url,
  }
}
