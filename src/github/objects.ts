import { ForgeError } from '../core/forge/forge-error.ts'
import type { GitObjects, Signed, TreeChange } from '../core/ports/forge/objects.ts'
import type { Calls } from './calls/calls.ts'
import { bareCommitOf } from './commits.ts'
import { readTag, tagObjectOf } from './tags.ts'

/** Objects are named by their content, so that writing one again does no harm. */
export function objectsOf(calls: Calls): GitObjects {
  return {
    createBlob: (content) =>
      calls.ask(
        {
          to: 'write a blob',
          route: 'POST /repos/{owner}/{repo}/git/blobs',
          given: { content: Buffer.from(content).toString('base64'), encoding: 'base64' },
        },
        ({ sha }) => sha,
      ),
    createTree: (base, changes) =>
      calls.ask(
        {
          to: 'write a tree',
          route: 'POST /repos/{owner}/{repo}/git/trees',
          given: { ...(base !== undefined && { base_tree: base }), tree: changes.map(entryOf) },
        },
        ({ sha }) => sha,
      ),
    createCommit: ({ message, tree, parents, author }) =>
      calls.ask(
        {
          to: 'write a commit',
          route: 'POST /repos/{owner}/{repo}/git/commits',
          given: { message, tree, parents: [...parents], ...(author && { author: signedOf(author) }) },
        },
        bareCommitOf,
      ),
    createTag: ({ name, message, commit, tagger }) =>
      calls.ask(
        {
          to: `write the tag object ${name}`,
          route: 'POST /repos/{owner}/{repo}/git/tags',
          given: { tag: name, message, object: commit, type: 'commit', ...(tagger && { tagger: signedOf(tagger) }) },
        },
        tagObjectOf,
      ),
    readTag: (sha) => readTag(calls, sha),
    findFile: (path, revision) =>
      calls.find(
        {
          to: `read ${path} at ${revision}`,
          route: 'GET /repos/{owner}/{repo}/contents/{path}',
          given: { path, ref: revision },
        },
        (data) => bytesOf(data, path),
      ),
  }
}

const modes = { file: '100644', executable: '100755' } as const

function entryOf(change: TreeChange) {
  if (change.kind === 'delete') return { path: change.path, mode: '100644', type: 'blob', sha: null } as const
  const { path, kind, content } = change
  const named = 'text' in content ? { content: content.text } : { sha: content.blob }
  return { path, mode: modes[kind], type: 'blob', ...named } as const
}

function signedOf({ name, email, date }: Signed) {
  return { name, email, ...(date !== undefined && { date }) }
}

/** Files above 1 MiB come without their content (GitHub Docs, "REST API endpoints for repository contents"). */
function bytesOf(data: unknown, path: string): Uint8Array {
  const { content, encoding } = data as { content?: unknown; encoding?: unknown }
  if (typeof content === 'string' && encoding === 'base64') return Buffer.from(content, 'base64')
  throw new ForgeError('validation', `${path} is not a file of at most 1 MiB`, { hint: 'name a smaller file' })
}
