import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { StageError } from '../../core/run/stage-error.ts'

/** Where the git data of a work tree is. All paths are absolute. */
export interface FoundRepository {
  readonly workTree: string
  /** What belongs to this work tree only: `HEAD` and the index. */
  readonly gitFolder: string
  /** What linked work trees share: objects, references, configuration. Without linked work trees, the same folder. */
  readonly commonFolder: string
}

/** A larger `.git` or `commondir` cannot hold a path (the longest of Linux has 4,096 bytes). */
const mostBytes = 4_200

/**
 * Finds the repository of a folder: the nearest entry `.git`, in it or above it. Git's own search is not used, because
 * git also accepts a folder with `HEAD`, `objects` and `refs`. A stranger could have tracked such files, but git
 * refuses to track anything called `.git`. Like git, the search stops at another file system.
 * @returns undefined outside of a repository
 * @throws StageError `file-unreadable` for a `.git` that leads nowhere, `access-denied` for one of another user
 */
export function findRepository(folder: string): FoundRepository | undefined {
  const start = realpathSync(folder)
  const { dev, uid } = statSync(start)
  for (let workTree = start; ; workTree = dirname(workTree)) {
    if (statSync(workTree).dev !== dev) return undefined
    const entry = join(workTree, '.git')
    const stats = statOf(entry)
    const gitFolder = stats && gitFolderOf(entry, stats)
    if (gitFolder !== undefined) {
      refuseStranger(entry, stats!, uid)
      return { workTree, gitFolder, commonFolder: commonFolderOf(gitFolder) }
    }
    if (workTree === dirname(workTree)) return undefined
  }
}

/**
 * The folder itself, or the folder that a file names (gitrepository-layout(5), "gitfile"): for a linked work tree or a
 * submodule.
 */
function gitFolderOf(entry: string, stats: Stats): string | undefined {
  if (stats.isDirectory()) return isRepository(entry) ? entry : undefined
  const named = /^gitdir: (.+?)(?<![\r\n])[\r\n]*$/s.exec(textOf(entry) ?? '')?.[1]
  const folder = named === undefined ? undefined : resolve(dirname(entry), named)
  if (folder !== undefined && isRepository(folder)) return folder
  throw new StageError('file-unreadable', `${entry} does not lead to a repository`, {
    hint: 'check the folder out again: the repository that it belongs to was moved or removed',
  })
}

function isRepository(folder: string): boolean {
  const common = commonFolderOf(folder)
  const has = (path: string) => statOf(path)?.isDirectory() === true
  return textOf(join(folder, 'HEAD')) !== undefined && has(join(common, 'objects')) && has(join(common, 'refs'))
}

function commonFolderOf(gitFolder: string): string {
  const named = textOf(join(gitFolder, 'commondir'))?.trim()
  return named === undefined || named === '' ? gitFolder : resolve(gitFolder, named)
}

/**
 * Checks the owner as git does (`safe.directory`), because git checks only repositories that it finds itself. The owner
 * may be this user, the owner of the given folder, or the administrator.
 */
function refuseStranger(entry: string, { uid }: Stats, asked: number): void {
  const me = process.getuid?.()
  if (me === undefined || [me, asked, 0].includes(uid)) return
  throw new StageError('access-denied', `the repository ${entry} belongs to another user (${uid})`, {
    hint: 'give a folder of your own checkout, or let its owner be the user of this run: chown -R',
  })
}

/** Reads a small file. Undefined for anything else, such as a device that never ends. */
export function textOf(path: string): string | undefined {
  const stats = statOf(path)
  return stats?.isFile() && stats.size <= mostBytes ? readFileSync(path, 'utf8') : undefined
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
