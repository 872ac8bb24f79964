import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { GitRepository } from '../../../core/ports/git.ts'
import type { Context } from '../../../core/run/context.ts'

/** An upper limit for the size of a pointer (Git LFS, "The pointer"). */
const mostPointerBytes = 1024
const pointer =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-[^\n]+\n)*oid sha256:([0-9a-f]{64})\nsize \d+\n$/

/**
 * The files of a checkout whose content matches the pointers in the newest commit. Git reports them as changed, because
 * the filter of Git LFS is a program, and we start no such program.
 * @param paths relative to the folder, as git names them
 */
export async function unchangedLfsFiles(
  { files }: Pick<Context, 'files'>,
  git: GitRepository,
  folder: string,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  // Git reads one path per line, so a path with a line break cannot be asked for.
  const asked = paths.filter((path) => !path.includes('\n'))
  const small = (await objectsOf(git, 'batch-check', asked)).flatMap(({ kind, bytes }, index) =>
    kind === 'blob' && bytes <= mostPointerBytes ? [asked[index]!] : [],
  )
  const unchanged = new Set<string>()
  for (const [index, { text }] of (await objectsOf(git, 'batch', small)).entries()) {
    const oid = pointer.exec(text)?.[1]
    if (oid !== undefined && (await digestOf(files, join(folder, small[index]!))) === oid) unchanged.add(small[index]!)
  }
  return unchanged
}

interface GitObject {
  readonly kind: string
  readonly bytes: number
  /** The content, when it was requested. */
  readonly text: string
}

/** The objects at these paths in the newest commit, in the same order (git-cat-file(1), "Batch output"). */
async function objectsOf(
  git: GitRepository,
  how: 'batch-check' | 'batch',
  paths: readonly string[],
): Promise<readonly GitObject[]> {
  if (paths.length === 0) return []
  const input = paths.map((path) => `HEAD:./${path}\n`).join('')
  const { stdout } = await git.run(['cat-file', `--${how}=%(objecttype) %(objectsize)`], { input })
  const answer = Buffer.from(stdout)
  const objects: GitObject[] = []
  for (let position = 0; position < answer.length; ) {
    const end = answer.indexOf('\n', position)
    const [, kind = '', size] = /^([a-z]+) (\d+)$/.exec(answer.toString('utf8', position, end)) ?? []
    const bytes = Number(size ?? 0)
    const text = how === 'batch' && kind !== '' ? answer.toString('utf8', end + 1, end + 1 + bytes) : ''
    objects.push({ kind, bytes, text })
    position = how === 'batch' && kind !== '' ? end + bytes + 2 : end + 1
  }
  return objects
}

async function digestOf(files: Context['files'], path: string): Promise<string | undefined> {
  if ((await files.kind(path)) !== 'file') return undefined
  const hash = createHash('sha256')
  for await (const chunk of files.stream(path)) hash.update(chunk)
  return hash.digest('hex')
}
