import type { Author, Commit } from '../core/ports/forge/history.ts'
import type { Signature } from '../core/ports/forge/refs.ts'
import type { Data } from './calls/calls.ts'

type Listed = Data<'GET /repos/{owner}/{repo}/commits'>[number]
type Bare = Data<'POST /repos/{owner}/{repo}/git/commits'>

/** A commit as lists have it, with the account of its author. */
export function commitOf({ sha, commit, author, parents, html_url }: Listed): Commit {
  const login = author !== null && 'login' in author ? author.login : undefined
  return {
    sha,
    message: commit.message,
    tree: commit.tree.sha,
    parents: parents.map((parent) => parent.sha),
    author: { ...authorOf(commit.author), ...(login !== undefined && { login }) },
    date: commit.committer?.date ?? '',
    signature: signatureOf(commit.verification),
    url: html_url,
  }
}

/** A commit as git data has it. */
export function bareCommitOf({ sha, message, tree, parents, author, committer, verification, html_url }: Bare): Commit {
  return {
    sha,
    message,
    tree: tree.sha,
    parents: parents.map((parent) => parent.sha),
    author: authorOf(author),
    date: committer.date,
    signature: signatureOf(verification),
    url: html_url,
  }
}

export function signatureOf(verification: { verified: boolean; reason: string } | undefined): Signature {
  return { verified: verification?.verified ?? false, reason: verification?.reason ?? 'unsigned' }
}

function authorOf(author: { name?: string | undefined; email?: string | undefined } | null): Author {
  return { name: author?.name ?? '', email: author?.email ?? '' }
}
