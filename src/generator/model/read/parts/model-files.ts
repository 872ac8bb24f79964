import { basename, dirname, join } from 'node:path'
import type { FileEntry, Files } from '../../../../core/ports/files.ts'
import { StageError } from '../../../../core/run/stage-error.ts'
import { limits } from '../../../limits.ts'
import { isModulePath, partAt } from './parts.ts'

/** The dependencies with the hashes of their files, beside the model. */
export const lockFile = 'requirements.lock'

/** What stays in the root stack of an application with nested stacks, beside the model. */
export const rootStackFile = 'root-stack.lock'

const locks: readonly string[] = [lockFile, rootStackFile]

/** Which files a model is read from. */
export interface ModelFiles {
  /** What their paths are relative to. */
  readonly folder: string
  readonly entries: readonly FileEntry[]
  /** Path of a model in the compiled form (model format 14), with its modules, templates and lock beside it; undefined for a folder. */
  readonly compiled?: string
  /** Paths of the other files of a folder, without hidden ones. */
  readonly unread?: readonly string[]
}

/**
 * Every file that is read of a model, and no other.
 * @param path the folder of the model, or the model in one compiled file
 * @throws StageError `file-missing` when there is no model, `path-escapes` for a link that leaves its folder
 */
export async function listModelFiles(files: Files, path: string): Promise<ModelFiles> {
  const kind = await files.kind(path)
  if (kind === undefined)
    throw new StageError('file-missing', `there is no model at ${path}`, { hint: 'name the folder with config.xml' })
  if (kind === 'folder') return listFolder(files, path)
  // The project file alone is no whole model: what belongs to it lies around it.
  return basename(path) === 'config.xml' ? listFolder(files, dirname(path)) : listCompiled(files, path)
}

async function listFolder(files: Files, folder: string): Promise<ModelFiles> {
  const visible = (await files.walk(folder)).filter(({ path }) => !isHidden(path))
  const entries = visible.filter(({ path }) => path === 'meta.json' || isText(path) || partAt(path) !== undefined)
  if (!entries.some(({ path }) => path === 'config.xml')) {
    const other = visible.find(({ path }) => /^config\.xml$/i.test(path))
    throw new StageError('file-missing', `${folder} is no model: it has no config.xml`, {
      hint: other === undefined ? 'name the folder with config.xml' : `rename ${other.path} to config.xml`,
    })
  }
  const read = new Set(entries)
  return { folder, entries, unread: visible.filter((entry) => !read.has(entry)).map(({ path }) => path) }
}

async function listCompiled(files: Files, path: string): Promise<ModelFiles> {
  const [folder, compiled] = [dirname(path), basename(path)]
  const entries: FileEntry[] = [{ path: compiled, bytes: await sizeOf(files, path), executable: false }]
  for (const name of locks) {
    const lock = join(folder, name)
    if ((await files.kind(lock)) === 'file')
      entries.push({ path: name, bytes: await sizeOf(files, lock), executable: false })
  }
  for (const part of ['lib', 'templates']) {
    if ((await files.kind(join(folder, part))) !== 'folder') continue
    const found = await files.walk(join(folder, part))
    entries.push(
      ...found
        .map((entry) => ({ ...entry, path: `${part}/${entry.path}` }))
        .filter((entry) => isText(entry.path) && !isHidden(entry.path)),
    )
  }
  return { folder, entries, compiled }
}

/** Up to just above the limit. */
async function sizeOf(files: Files, path: string): Promise<number> {
  let bytes = 0
  for await (const chunk of files.stream(path, 0, limits.fileMebibytes * 1024 * 1024 + 1)) bytes += chunk.length
  return bytes
}

/** What systems and editors leave behind, and what git keeps in the folder of a submodule. Templates may have any other name. */
function isHidden(path: string): boolean {
  const parts = path.split('/')
  if (parts[0] === 'templates')
    return parts.some((part) => part.startsWith('._') || part === '.git' || part === '.DS_Store')
  return parts.some((part) => part.startsWith('.'))
}

function isText(path: string): boolean {
  return locks.includes(path) || isModulePath(path) || path.startsWith('templates/')
}
