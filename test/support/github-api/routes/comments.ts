import { ApiRefusal, invalid, notFound } from '../refusal.ts'
import { type ApiCall, type ApiRoutes, user } from '../route.ts'
import type { Item, RepositoryState } from '../state.ts'

const write = 'issues=write'

function requireIssue({ repository: { pulls, issues }, values }: ApiCall): number {
  const number = Number(values.issue_number)
  if (!issues.has(number) && !pulls.some((pull) => pull.number === number)) throw notFound()
  return number
}

function commentOf({ comments }: RepositoryState, id: string): Item {
  const found = comments.find((comment) => comment.id === Number(id))
  if (found === undefined) throw notFound()
  return found
}

function requireBody(body: unknown): void {
  if (typeof body !== 'string' || body.trim() === '') throw invalid('IssueComment', 'body', 'missing_field')
  if (body.length > 65_536)
    throw invalid('IssueComment', 'body', 'custom', 'body is too long (maximum is 65536 characters)')
}

export const commentRoutes: ApiRoutes = {
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': {
    needs: 'issues=read',
    list(call) {
      const number = requireIssue(call)
      return call.visible(call.repository.comments).filter((comment) => comment.issue === number)
    },
  },
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    needs: 'issues=read',
    answer: ({ repository, values }) => ({ body: commentOf(repository, values.comment_id!) }),
  },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': {
    needs: write,
    answer(call) {
      const issue = requireIssue(call)
      requireBody(call.body.body)
      if (call.repository.lockedIssues.has(issue))
        throw new ApiRefusal(403, 'Unable to create comment because issue is locked.')
      const id = call.nextId()
      const item = {
        id,
        madeBy: call.number,
        issue,
        node_id: `IC_${id}`,
        body: call.body.body,
        user: user(call.token.login),
        created_at: call.now,
        updated_at: call.now,
        html_url: `https://github.example/${call.repository.fullName}/pull/${issue}#issuecomment-${id}`,
      }
      call.repository.comments.push(item)
      return { status: 201, body: item }
    },
  },
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    needs: write,
    answer({ repository, values, body, now }) {
      const comment = commentOf(repository, values.comment_id!)
      requireBody(body.body)
      Object.assign(comment, { body: body.body, updated_at: now })
      return { body: comment }
    },
  },
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    needs: write,
    answer({ repository, values }) {
      const comment = commentOf(repository, values.comment_id!)
      repository.comments.splice(repository.comments.indexOf(comment), 1)
      return { status: 204 }
    },
  },
}
