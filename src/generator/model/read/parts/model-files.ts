import { basename, dirname, join } from 'node:path'
import type { FileEntry, Files } from '../../../../core/ports/files.ts'
import { StageError } from '../../../../core/run/stage-error.ts'
import { limits } from '../../../limits.ts'
import { isModulePath, partAt } from './parts.ts'

/** The lock of the model's dependencies, with hashes. */
export const lockFile = 'requirements.lock'

/** The lock of resources that stay in the root stack of an application with nested stacks. */
export const rootStackFile = 'root-stack.lock'

const locks: readonly string[] = [lockFile, rootStackFile]

/** The files of a model. */
export interface ModelFiles {
  /** The folder that their paths are relative to. */
  readonly folder: string
  readonly entries: readonly FileEntry[]
  /**
   * Path of a model in the compiled form (model format 14); its modules, templates and lock are beside it. Undefined
   * for a folder.
   */
  readonly compiled?: string
  /** Paths of the other files of a folder, without hidden ones. */
  readonly unread?: readonly string[]
}

/**
 * Finds the files of a model that are read, and no others.
 * @param path the folder of the model, or the model in one compiled file
 * @throws StageError `file-missing` when there is no model, `path-escapes` for a link that leaves its folder
 */
export async function listModelFiles(files: Files, path: string): Promise<ModelFiles> {
  const kind = await files.kind(path)
  if (kind === undefined)
    throw new StageError('file-missing', `there is no model at ${path}`, { hint: 'name the folder with config.xml' })
  if (kind === 'folder') return listFolder(files, path)
  // The project file alone is not a model: the other parts are in the folder around it.
  return basename(path) === 'config.xml' ? listFolder(files, dirname(path)) : listCompiled(files, path)
}

async function listFolder(files: Files, folder: string): Promise<ModelFiles> {
  const visible = (await files.walk(folder)).filter(({ path }) => !isHidden(path))
  const entries = visible.filter(({ path }) => path === 'meta.json' || isText(path) || partAt(path) !== undefined)
  if (!entries.some(({ path }) => path === 'config.xml')) {
    const other = visible.find(({ path }) => /^config\.xml$/i.test(path))
    throw new StageError('file-missing', `${folder} is not a model: it has no config.xml`, {
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

/** At most one file more than the limit. */
async function sizeOf(files: Files, path: string): Promise<number> {
  let bytes = 0
  for await (const chunk of files.stream(path, 0, limits.fileMebibytes * 1024 * 1024 + 1)) bytes += chunk.length
  return bytes
}

/** Files that systems and editors leave behind, and git's file in a submodule. Templates may have any other name. */
function isHidden(path: string): boolean {
  const parts = path.split('/')
  if (parts[0] === 'templates')
    return parts.some((part) => part.startsWith('._') || part === '.git' || part === '.DS_Store')
  return parts.some((part) => part.startsWith('.'))
}

function isText(path: string): boolean {
  return locks.includes(path) || isModulePath(path) || path.startsWith('templates/')
}
