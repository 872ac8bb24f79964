import { createReadStream } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, relative, resolve, sep } from 'node:path'
import { archiveBytes } from '../../../delivery/archive/archive-bytes.ts'
import type { ArchiveFile } from '../../../delivery/archive/write-archive.ts'
import { BuildFailure } from './build-failure.ts'
import { filePattern } from './file-pattern.ts'

/** Which files belong to an artifact. */
export interface ArtifactFiles {
  readonly files: readonly string[]
  readonly exclude?: readonly string[] | undefined
  /** Folder in which the patterns begin; the working folder by default. */
  readonly base?: string | undefined
  /** Whether all files lie side by side in the archive. */
  readonly discardPaths?: boolean | undefined
}

/**
 * Packs the files that a build left, without what its links reach outside of its folder.
 * @param root the working folder of the build, as it is without links
 * @throws BuildFailure without a matching file, or for a folder outside
 */
export async function packFiles(name: string, root: string, chosen: ArtifactFiles): Promise<Uint8Array> {
  const base = await realpath(resolve(root, chosen.base ?? '.')).catch(() => undefined)
  if (base === undefined) throw clientError(`no matching base directory path found for ${chosen.base}`)
  if (!isInside(base, root)) throw clientError(`the base directory ${chosen.base} lies outside of the build's folder`)
  const patterns = chosen.files.map((each) => filePattern(insideOf(base, each)))
  const excluded = (chosen.exclude ?? []).map((each) => filePattern(insideOf(base, each)))
  const files: ArchiveFile[] = []
  for await (const path of walk(base, '', root)) {
    if (!patterns.some((matches) => matches(path)) || excluded.some((matches) => matches(path))) continue
    const full = join(base, path)
    const { size, mode } = await stat(full)
    files.push({
      path: chosen.discardPaths ? basename(path) : path.replaceAll(sep, '/'),
      executable: (mode & 0o100) !== 0,
      source: {
        bytes: size,
        read: (start, end) => (end <= start ? empty() : createReadStream(full, { start, end: end - 1 })),
      },
    })
  }
  if (files.length === 0) throw clientError('no matching artifact paths found')
  const twice = files.find(({ path }, at) => files.findIndex((other) => other.path === path) !== at)
  if (twice !== undefined) throw clientError(`two files of the artifact have the name ${twice.path}`)
  return archiveBytes(name, files)
}

/** Regular files, and links to such files inside of the root. Linked folders are left out, as they may lead back. */
async function* walk(base: string, below: string, root: string): AsyncGenerator<string> {
  const entries = await readdir(join(base, below), { withFileTypes: true })
  for (const entry of entries) {
    const path = join(below, entry.name)
    if (entry.isDirectory()) yield* walk(base, path, root)
    else if (entry.isFile()) yield path
    else if (entry.isSymbolicLink()) {
      const target = await realpath(join(base, path)).catch(() => undefined)
      if (target !== undefined && isInside(target, root) && (await stat(target)).isFile()) yield path
    }
  }
}

/** A pattern may name the folder by its whole path, as `$CODEBUILD_SRC_DIR/dist/*` does. */
function insideOf(base: string, pattern: string): string {
  return pattern.startsWith(`${base}/`) ? pattern.slice(base.length + 1) : pattern
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`))
}

function clientError(message: string): BuildFailure {
  return new BuildFailure('UPLOAD_ARTIFACTS', 'CLIENT_ERROR', message)
}

async function* empty(): AsyncGenerator<Uint8Array> {}
