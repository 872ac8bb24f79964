import { type GitStore, stampOf } from '../git-store.ts'
import { ApiRefusal } from '../refusal.ts'
import type { ApiCall, ApiRoutes } from '../route.ts'
import { verificationOf } from './commits.ts'

export const gitDataRoutes: ApiRoutes = {
  'POST /repos/{owner}/{repo}/git/blobs': {
    needs: 'contents=write',
    answer: ({ repository, body }) => ({
      status: 201,
      body: {
        sha: repository.git.run(['hash-object', '-w', '--stdin'], Buffer.from(body.content, body.encoding ?? 'utf8')),
      },
    }),
  },
  'POST /repos/{owner}/{repo}/git/trees': {
    needs: 'contents=write',
    answer({ repository: { git }, body }) {
      if (body.base_tree !== undefined && git.kind(body.base_tree) === undefined)
        throw new ApiRefusal(422, 'base_tree is not a valid tree oid')
      const entries = body.tree.map((entry: { path: string; mode: string; sha?: string | null; content?: string }) => {
        if (entry.sha && git.kind(entry.sha) === undefined)
          throw new ApiRefusal(422, 'tree.sha does not exist in this repository')
        const written =
          entry.content === undefined ? entry.sha : git.run(['hash-object', '-w', '--stdin'], entry.content)
        return { path: entry.path, mode: entry.mode, sha: written ?? null }
      })
      const sha = git.writeTree(body.base_tree, entries)
      return { status: 201, body: { sha, truncated: false, tree: [] } }
    },
  },
  'POST /repos/{owner}/{repo}/git/commits': { needs: 'contents=write', answer: createCommit },
  'POST /repos/{owner}/{repo}/git/tags': {
    needs: 'contents=write',
    answer({ repository: { git }, body, token, now }) {
      if (git.kind(body.object) !== body.type) throw new ApiRefusal(422, 'Object does not exist')
      const { name, email, date = now } = body.tagger ?? personOf(token.login, now)
      const seconds = Math.floor(Date.parse(date) / 1000)
      const text = `object ${body.object}\ntype ${body.type}\ntag ${body.tag}\ntagger ${name} <${email}> ${seconds} +0000\n\n${body.message}`
      return { status: 201, body: tagBody(git, git.run(['hash-object', '-t', 'tag', '-w', '--stdin'], text)) }
    },
  },
}

function personOf(login: string, date: string) {
  return { name: login, email: `${login}@users.noreply.github.example`, date }
}

/** A commit of an app without an author of its own is signed (GitHub Docs, "Signature verification for bots"). */
function createCommit({ repository: { git }, body, token, now }: ApiCall) {
  if (git.kind(body.tree) !== 'tree') throw new ApiRefusal(422, 'Tree SHA does not exist')
  if (body.parents?.some((parent: string) => git.kind(parent) !== 'commit'))
    throw new ApiRefusal(422, 'Parent SHA does not exist or is not a commit object')
  const author = body.author ? { date: now, ...body.author } : personOf(token.login, now)
  const sha = git.writeCommit(body.tree, body.parents ?? [], body.message, author)
  if (!body.author && token.login.endsWith('[bot]')) git.signed.add(sha)
  const commit = git.commit(sha)
  return {
    status: 201,
    body: {
      ...commit,
      tree: { sha: commit.tree },
      parents: commit.parents.map((parent) => ({ sha: parent })),
      verification: verificationOf(git, sha),
    },
  }
}

export function tagBody(git: GitStore, sha: string) {
  const [head, ...body] = git.run(['cat-file', 'tag', sha]).split('\n\n')
  const members = Object.fromEntries(head!.split('\n').map((line) => line.split(/ (.*)/, 2)))
  return {
    sha,
    tag: members.tag,
    message: body.join('\n\n'),
    tagger: stampOf(members.tagger!),
    object: { sha: members.object, type: members.type },
    verification: verificationOf(git, sha),
  }
}
