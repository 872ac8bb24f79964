import { indexPath } from '../../core/generated-index.ts'
import type { GitRepository } from '../../core/ports/git.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import type { GeneratedTree } from './generated-tree.ts'
import { answerOf, succeed } from './git/git-answer.ts'
import { objectId } from './git/object-id.ts'
import type { Digests } from './publication-plan.ts'
import type { Target } from './target.ts'

/** A path in a commit. */
export interface Entry {
  readonly id: string
  /** Whether it is a regular file; otherwise it is a link or a submodule. */
  readonly regular: boolean
}

/**
 * Everything below the folder of the target.
 * @throws StageError `input-invalid` when the folder is a file or a link there
 */
export async function listFolder(git: GitRepository, target: Target, tip: string): Promise<ReadonlyMap<string, Entry>> {
  const parts = target.folder.split('/').filter((part) => part !== '')
  for (const [index] of parts.entries()) {
    const parent = parts.slice(0, index + 1).join('/')
    const listed = await answerOf(git, target, ['ls-tree', '-z', '--full-tree', tip, '--', parent])
    if (listed !== '' && !/^\d+ tree /.test(listed))
      throw new StageError('input-invalid', `${parent} of ${target.name} is not a folder`, {
        hint: 'give another folder',
      })
  }
  const prefix = parts.length === 0 ? '' : `${parts.join('/')}/`
  const path = prefix === '' ? [] : ['--', prefix]
  const listed = await answerOf(git, target, ['ls-tree', '-r', '-z', '--full-tree', tip, ...path])
  return new Map(
    listed
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [mode = '', , id = ''] = line.slice(0, line.indexOf('\t')).split(' ')
        return [line.slice(line.indexOf('\t') + 1 + prefix.length), { id, regular: mode.startsWith('100') }] as const
      }),
  )
}

/**
 * The digests of a listed folder. A content is only read when its object id does not tell; most files are already as
 * wanted.
 */
export async function digestsOf(
  git: GitRepository,
  target: Target,
  { entries, former, wanted }: { entries: ReadonlyMap<string, Entry>; former: Digests; wanted: GeneratedTree },
): Promise<Digests> {
  const digests = new Map<string, string>()
  const unclear = new Map<string, string>()
  for (const [path, { id, regular }] of entries) {
    if (path === indexPath) continue
    const file = wanted.digests.has(path) ? wanted.files.get(path) : undefined
    if (regular && file && objectId(file.bytes, id.length) === id) digests.set(path, wanted.digests.get(path) ?? '')
    else if (regular && (file || former.has(path))) unclear.set(path, id)
    else digests.set(path, `object ${id}`)
  }
  const blobs = await readBlobs(git, target, [...new Set(unclear.values())])
  for (const [path, id] of unclear) digests.set(path, sha256(blobs.get(id) ?? ''))
  return digests
}

/** Contents of objects, by their ids. */
export async function readBlobs(
  git: GitRepository,
  target: Target,
  ids: readonly string[],
): Promise<Map<string, Buffer>> {
  const blobs = new Map<string, Buffer>()
  if (ids.length === 0) return blobs
  const read = await succeed(git, target, ['cat-file', '--batch'], { input: ids.map((id) => `${id}\n`).join('') })
  const bytes = Buffer.from(read.stdout)
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at)
    const [id = '', kind, size] = bytes.subarray(at, end).toString('utf8').split(' ')
    if (kind !== 'blob') throw new Error(`cat-file gave ${id} ${kind}`)
    blobs.set(id, bytes.subarray(end + 1, end + 1 + Number(size)))
    at = end + 2 + Number(size)
  }
  return blobs
}
