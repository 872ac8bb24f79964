import type { GitStore } from '../git-store.ts'
import { notFound } from '../refusal.ts'
import { type ApiRoutes, user } from '../route.ts'
import type { RepositoryState } from '../state.ts'

export function verificationOf(git: GitStore, sha: string) {
  const verified = git.signed.has(sha)
  return { verified, reason: verified ? 'valid' : 'unsigned', signature: null, payload: null, verified_at: null }
}

/** A commit as lists have it. */
export function commitBody({ git, accounts, fullName }: RepositoryState, sha: string) {
  const { tree, parents, author, committer, message } = git.commit(sha)
  const login = accounts.get(author.email)
  return {
    sha,
    html_url: `https://github.example/${fullName}/commit/${sha}`,
    commit: { message, tree: { sha: tree }, author, committer, verification: verificationOf(git, sha) },
    author: login === undefined ? null : user(login),
    committer: null,
    parents: parents.map((parent) => ({ sha: parent })),
  }
}

/** The commit of a revision. */
export function required(repository: RepositoryState, revision: string): string {
  const sha = repository.git.resolve(revision)
  if (sha === undefined) throw notFound()
  return sha
}

const lines = (text: string | undefined) => (text ?? '').split('\n').filter(Boolean)

export const commitRoutes: ApiRoutes = {
  'GET /repos/{owner}/{repo}/commits': {
    needs: 'contents=read',
    list: ({ repository, query }) =>
      lines(repository.git.ask('rev-list', required(repository, query.get('sha') ?? repository.defaultBranch))).map(
        (sha) => commitBody(repository, sha),
      ),
  },
  'GET /repos/{owner}/{repo}/commits/{ref}': {
    needs: 'contents=read',
    answer: ({ repository, values }) => ({ body: commitBody(repository, required(repository, values.ref!)) }),
  },
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': {
    needs: 'pull_requests=read',
    list: ({ repository, values }) => {
      const sha = required(repository, values.commit_sha!)
      return repository.pulls.filter((pull) => pullHas(repository, pull, sha)).reverse()
    },
  },
  'GET /repos/{owner}/{repo}/compare/{basehead}': {
    needs: 'contents=read',
    answer({ repository, values, query }) {
      const [base, head] = values.basehead!.split('...').map((name) => required(repository, name)) as [string, string]
      const merge = repository.git.ask('merge-base', base, head)
      if (merge === undefined) throw notFound()
      const ahead = lines(repository.git.ask('rev-list', '--reverse', `${base}..${head}`))
      const behind = lines(repository.git.ask('rev-list', `${head}..${base}`)).length
      const size = Number(query.get('per_page') ?? 250)
      const start = (Number(query.get('page') ?? 1) - 1) * size
      const diverged = behind > 0 ? (ahead.length > 0 ? 'diverged' : 'behind') : undefined
      return {
        body: {
          status: diverged ?? (ahead.length > 0 ? 'ahead' : 'identical'),
          ahead_by: ahead.length,
          behind_by: behind,
          total_commits: ahead.length,
          base_commit: commitBody(repository, base),
          merge_base_commit: commitBody(repository, merge),
          commits: ahead.slice(start, start + size).map((sha) => commitBody(repository, sha)),
        },
      }
    },
  },
  'GET /repos/{owner}/{repo}/contents/{path}': {
    needs: 'contents=read',
    answer({ repository, values, query }) {
      const { git } = repository
      const place = `${required(repository, query.get('ref') ?? repository.defaultBranch)}:${values.path}`
      const sha = git.ask('rev-parse', '--verify', '--quiet', '--end-of-options', place)
      if (sha === undefined) throw notFound()
      if (git.kind(sha) === 'tree') return { body: [] }
      const content = Buffer.from(git.run(['cat-file', 'blob', sha])).toString('base64')
      return {
        body: {
          type: 'file',
          encoding: 'base64',
          size: content.length,
          name: values.path,
          path: values.path,
          content,
          sha,
        },
      }
    },
  },
}

/** Whether a pull request brought a commit: as its merge, or on its branch. */
export function pullHas({ git }: RepositoryState, pull: Readonly<Record<string, unknown>>, sha: string): boolean {
  const { head, base } = pull as unknown as Record<'head' | 'base', { sha: string }>
  if (pull.merge_commit_sha === sha) return true
  return lines(git.ask('rev-list', `${base.sha}..${head.sha}`)).includes(sha)
}
