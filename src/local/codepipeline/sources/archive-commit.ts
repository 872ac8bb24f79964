import { posix } from 'node:path'
import type { GitRepository } from '../../../core/ports/git.ts'
import { archiveBytes } from '../../../delivery/archive/archive-bytes.ts'
import type { ArchiveFile } from '../../../delivery/archive/write-archive.ts'
import { bytesSource } from '../../../delivery/byte-source.ts'
import { SourceFailure } from './source-failure.ts'

interface TreeEntry {
  readonly mode: string
  readonly type: string
  readonly id: string
  readonly bytes: number
  readonly path: string
}

const link = '120000'
/** Bytes that one call of git gives at most; it stops at 64 MiB. */
const mostBytes = 60 * 1_048_576
/** A path is shorter. */
const longestLink = 4096

/**
 * Packs the files of a commit as they are stored: no filter, attribute or hook changes them, and nothing is checked out.
 * A link becomes a copy of the file that it names; submodules are left out, as the service leaves them out.
 * @throws SourceFailure for a link that names no file of the commit, and for files that are too large
 */
export async function archiveCommit(repository: GitRepository, commit: string): Promise<Uint8Array> {
  const entries = (await treeOf(repository, commit)).filter(({ type }) => type === 'blob')
  const contents = await readBlobs(repository, entries)
  const byPath = new Map(entries.map((entry) => [entry.path, entry]))
  const files = entries.map((entry): ArchiveFile => {
    const { mode, id } = fileOf(entry, byPath, contents)
    return { path: entry.path, executable: mode === '100755', source: bytesSource(contents.get(id)!) }
  })
  return archiveBytes(commit, files)
}

async function treeOf(repository: GitRepository, commit: string): Promise<readonly TreeEntry[]> {
  const { exitCode, stdout, stderr } = await repository.run(['ls-tree', '-r', '-l', '-z', '--full-tree', commit])
  if (exitCode !== 0) throw new SourceFailure('RevisionUnavailable', stderr.trim())
  return Buffer.from(stdout)
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const [, mode = '', type = '', id = '', bytes = '', path = ''] =
        /^(\d+) (\w+) ([0-9a-f]+) +(\S+)\t(.*)$/s.exec(line) ?? []
      return path === '' ? [] : [{ mode, type, id, bytes: Number(bytes) || 0, path }]
    })
}

/** By id, in as many calls as the sizes need. */
async function readBlobs(repository: GitRepository, entries: readonly TreeEntry[]): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>()
  const wanted = [...new Map(entries.map((entry) => [entry.id, entry])).values()]
  while (wanted.length > 0) {
    let [count, bytes] = [0, 0]
    while (count < wanted.length && (count === 0 || bytes + wanted[count]!.bytes < mostBytes))
      bytes += wanted[count++]!.bytes
    const part = wanted.splice(0, count)
    if (bytes > mostBytes) throw new SourceFailure('ConfigurationError', `${part[0]!.path} has more than 60 MiB`)
    const { exitCode, stdout, stderr } = await repository.run(['cat-file', '--batch'], {
      input: part.map(({ id }) => `${id}\n`).join(''),
    })
    if (exitCode !== 0) throw new SourceFailure('RevisionUnavailable', stderr.trim())
    let rest = Buffer.from(stdout)
    for (const { id, path } of part) {
      const begin = rest.indexOf('\n') + 1
      const [told, type, size] = rest.toString('latin1', 0, begin).trim().split(' ')
      if (told !== id || type !== 'blob') throw new SourceFailure('RevisionUnavailable', `${path} is missing`)
      contents.set(id, rest.subarray(begin, begin + Number(size)))
      rest = rest.subarray(begin + Number(size) + 1)
    }
  }
  return contents
}

/** The file that an entry stands for: itself, or the one that a link names, through at most ten links. */
function fileOf(
  entry: TreeEntry,
  byPath: ReadonlyMap<string, TreeEntry>,
  contents: ReadonlyMap<string, Buffer>,
): TreeEntry {
  let file: TreeEntry | undefined = entry
  for (let links = 0; file?.mode === link && links < 10; links++) {
    const target: Buffer = contents.get(file.id)!
    const way: string = target.length > longestLink ? '/' : target.toString('utf8')
    file = way.startsWith('/') ? undefined : byPath.get(posix.join(posix.dirname(file.path), way))
  }
  if (file === undefined || file.mode === link)
    throw new SourceFailure('ConfigurationError', `the link ${entry.path} names no file of the commit`)
  return file
}
