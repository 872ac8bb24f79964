import { type Stats, statSync } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { FileEntry } from '../core/ports/files.ts'
import { StageError } from '../core/run/stage-error.ts'

/**
 * Limits how many files and folders can be reached through links. A few links in each of several nested folders would
 * double the count at every step.
 */
const mostLinked = 100_000

/**
 * All regular files below a folder, sorted by the bytes of their paths. Links are followed where they stay in the
 * folder.
 * @param leaveOut whether a file or folder of this name is skipped, with everything below it
 * @param most how many files and folders may lie behind links to folders
 * @throws StageError `path-escapes` for a link that leads out of the folder or back into itself, `file-missing` for one
 *   whose target does not exist, `file-unreadable` for anything else than a file or folder, and for a name that is not
 *   UTF-8
 */
export async function walkFolder(
  folder: string,
  leaveOut: (name: string) => boolean = () => false,
  most = mostLinked,
): Promise<readonly FileEntry[]> {
  const root = await realpath(folder).catch((error: unknown) => {
    throw new StageError('file-missing', `there is no folder ${folder}`, { cause: error })
  })
  const entries: FileEntry[] = []
  const place = { folder: root, real: root, ancestors: new Set([root]), behindLink: false }
  await collect({ root, leaveOut, entries, most, linked: 0 }, place)
  return entries.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
}

interface Walk {
  readonly root: string
  readonly leaveOut: (name: string) => boolean
  readonly entries: FileEntry[]
  readonly most: number
  /** How many were reached through links to folders so far. */
  linked: number
}

/** A folder of the walk. */
interface Place {
  readonly folder: string
  /** The folder with all links followed. */
  readonly real: string
  readonly ancestors: ReadonlySet<string>
  readonly behindLink: boolean
}

async function collect(walk: Walk, { folder, real, ancestors, behindLink }: Place): Promise<void> {
  const { root, entries } = walk
  await Promise.all(
    (await namesIn(folder)).map(async (entry) => {
      if (walk.leaveOut(entry.name)) return
      const path = join(folder, entry.name)
      const target = entry.isSymbolicLink() ? await linkTarget(root, path) : join(real, entry.name)
      const found = statOf(path, target)
      if (behindLink) walk.linked += 1
      if (walk.linked > walk.most)
        throw new StageError('path-escapes', `the links in ${root} lead to more than ${walk.most} files and folders`, {
          hint: 'copy the folders instead',
        })
      if (found.isDirectory()) {
        if (ancestors.has(target))
          throw new StageError('path-escapes', `the link ${path} leads back to a folder that holds it`, {
            hint: 'remove the link',
          })
        const inside = { folder: path, real: target, ancestors: new Set([...ancestors, target]) }
        await collect(walk, { ...inside, behindLink: behindLink || entry.isSymbolicLink() })
      } else if (found.isFile()) {
        const [name, link] = [path, target].map((each) => relative(root, each).split(sep).join('/')) as [string, string]
        const executable = (found.mode & 0o100) !== 0
        entries.push({ path: name, bytes: found.size, executable, ...(link === name ? {} : { target: link }) })
      } else {
        throw new StageError('file-unreadable', `${path} is neither a file nor a folder`, {
          hint: 'remove it, or move it to another folder',
        })
      }
    }),
  )
}

async function namesIn(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    throw new StageError('file-unreadable', `${folder} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

/** Node shows bytes that are not UTF-8 as the replacement character, and no file has that name. */
function statOf(path: string, target: string): Stats {
  try {
    return statSync(target)
  } catch (error) {
    if (isMisnamed(target)) throw misnamed(path, error)
    throw new StageError('file-unreadable', `${path} cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

const isMisnamed = (path: string) => path.includes('\ufffd')

function misnamed(path: string, cause: unknown): StageError {
  const hint = 'rename the file, or remove it: convmv finds such names and makes them UTF-8'
  return new StageError('file-unreadable', `the name ${path} is not UTF-8`, { hint, cause })
}

async function linkTarget(root: string, path: string): Promise<string> {
  const target = await realpath(path).catch((error: unknown) => {
    if (isMisnamed(path)) throw misnamed(path, error)
    throw new StageError('file-missing', `the target of the link ${path} does not exist`, {
      hint: 'remove the link, or bring back the file or folder that it names',
      cause: error,
    })
  })
  if (target !== root && !target.startsWith(root + sep))
    throw new StageError('path-escapes', `the link ${path} leads out of ${root}, to ${target}`, {
      hint: path.split(sep).includes('node_modules') ? packageHint : 'copy the file or folder in place of the link',
    })
  return target
}

/** Workspaces of npm, pnpm and Yarn link their packages into the node_modules of each other. */
const packageHint =
  'bundle the function into one file, such as by esbuild; remove the link; or put the linked package into a layer'
