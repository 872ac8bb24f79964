import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { StageError } from '../../core/run/stage-error.ts'

/** Where a work tree keeps its history. All paths are absolute. */
export interface FoundRepository {
  readonly workTree: string
  /** What belongs to this work tree alone: `HEAD` and the index. */
  readonly gitFolder: string
  /** What its linked work trees share: objects, references, configuration. The same folder where there are none. */
  readonly commonFolder: string
}

/** A `.git` or a `commondir` that is larger holds no path (the longest of Linux has 4,096 bytes). */
const mostBytes = 4_200

/**
 * The repository that a folder belongs to: the nearest entry `.git`, at it or above it. It is looked for here, since git itself takes
 * a folder with `HEAD`, `objects` and `refs` for a repository too, and those can be tracked files of a stranger. Git refuses to track
 * anything that is called `.git`. As with git, the search ends where another file system begins.
 * @returns undefined where there is none
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

/** The folder itself, or the one that a file names (gitrepository-layout(5), "gitfile"): of a linked work tree, or a submodule. */
function gitFolderOf(entry: string, stats: Stats): string | undefined {
  if (stats.isDirectory()) return isRepository(entry) ? entry : undefined
  const named = /^gitdir: (.+?)(?<![\r\n])[\r\n]*$/s.exec(textOf(entry) ?? '')?.[1]
  const folder = named === undefined ? undefined : resolve(dirname(entry), named)
  if (folder !== undefined && isRepository(folder)) return folder
  throw new StageError('file-unreadable', `${entry} leads to no repository`, {
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
 * Git asks the owner (`safe.directory`) only of a repository that it finds by itself. Ours may be that of this user, of whoever has the
 * folder that was asked for, or of the administrator.
 */
function refuseStranger(entry: string, { uid }: Stats, asked: number): void {
  const me = process.getuid?.()
  if (me === undefined || [me, asked, 0].includes(uid)) return
  throw new StageError('access-denied', `the repository ${entry} belongs to another user (${uid})`, {
    hint: 'give a folder of your own checkout, or let its owner be the user of this run: chown -R',
  })
}

/** Undefined for what is no small file, and so also for a device that never ends. */
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
