import { randomBytes } from 'node:crypto'
import { constants, createReadStream, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, sep } from 'node:path'
import type { FileEntry, Files } from '../core/ports/files.ts'
import { fileFailure } from '../core/run/file-failure.ts'
import { StageError } from '../core/run/stage-error.ts'

/** The machine's file system. */
export const nodeFiles: Files = {
  readText: async (path) => (await read(path)).toString('utf8'),
  readBytes: (path) => read(path),
  stream,
  async findText(path) {
    try {
      return await readFile(path, 'utf8')
    } catch (error) {
      if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
      throw unreadable(path, error)
    }
  },
  findPlainText,
  async kind(path) {
    try {
      const found = await stat(path)
      return found.isDirectory() ? 'folder' : found.isFile() ? 'file' : undefined
    } catch (error) {
      if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
      throw unreadable(path, error)
    }
  },
  realPath: (path) =>
    realpath(path).catch((error: unknown) => {
      throw new StageError('file-missing', `there is no file or folder ${path}`, { cause: error })
    }),
  write,
  remove: (path) => rm(path, { recursive: true, force: true }),
  rename: (from, to) => rename(from, to),
  walk: (folder) => walk(folder),
  temporaryFolder: (prefix, parent) =>
    parent === undefined ? folderOfTheSystem(prefix) : folderOfThisProcess(prefix, parent),
}

/** Reads synchronously: for a file of usual size, this is many times faster than four trips through the thread pool. */
async function read(path: string): Promise<Buffer> {
  try {
    return readFileSync(path)
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR'))
      throw new StageError('file-missing', `there is no file ${path}`, { cause: error })
    throw unreadable(path, error)
  }
}

/** Opens without blocking. Otherwise, opening a named pipe would wait for a writer. */
async function findPlainText(path: string, maximumBytes: number): Promise<string | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants
  const refused = (why: string) => new StageError('file-unreadable', `${path} ${why}`)
  const handle = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((error: unknown) => {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return undefined
    throw isCode(error, 'ELOOP') ? refused('is a link') : unreadable(path, error)
  })
  if (handle === undefined) return undefined
  try {
    const found = await handle.stat()
    if (!found.isFile()) throw refused('is not a regular file')
    if (found.size > maximumBytes) throw refused(`has more than ${maximumBytes} bytes`)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(found.size), 0, found.size, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function* stream(path: string, start = 0, end = Number.POSITIVE_INFINITY): AsyncIterable<Uint8Array> {
  if (end <= start) return
  try {
    yield* createReadStream(path, { start, end: end - 1, highWaterMark: 256 * 1024 })
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR'))
      throw new StageError('file-missing', `there is no file ${path}`, { cause: error })
    throw unreadable(path, error)
  }
}

async function write(path: string, content: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    mkdirSync(dirname(path), { recursive: true })
    // Texts are small, so this reads synchronously for the same reason as `read`.
    if (typeof content === 'string') writeFileSync(temporary, content, { flag: 'wx' })
    else await writeBytes(temporary, content)
    renameSync(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw fileFailure(error, path) ?? error
  }
}

async function writeBytes(path: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(path, 'wx')
  try {
    await writeFile(handle, Symbol.asyncIterator in content ? inLargePieces(content) : content)
  } finally {
    await handle.close()
  }
}

/** Makes a folder with an unpredictable name that only this user may open, because other users may share its parent. */
async function folderOfTheSystem(prefix: string): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), prefix))
  } catch (error) {
    const hint = 'let TMPDIR name a folder that is there and that this user may write to'
    if (!isCode(error, 'ENOENT')) throw fileFailure(error, tmpdir(), hint) ?? error
    throw new StageError('file-missing', `there is no folder ${tmpdir()} for temporary files`, { hint, cause: error })
  }
}

async function folderOfThisProcess(prefix: string, parent: string): Promise<string> {
  try {
    await mkdir(parent, { recursive: true })
    for (const name of await readdir(parent)) {
      const owner = name.startsWith(prefix) ? /^(\d+)\.\w{6}$/.exec(name.slice(prefix.length))?.[1] : undefined
      if (owner !== undefined && !isAlive(Number(owner))) await rm(join(parent, name), { recursive: true, force: true })
    }
    return await mkdtemp(join(parent, `${prefix}${process.pid}.`))
  } catch (error) {
    throw fileFailure(error, parent) ?? error
  }
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0)
  } catch (error) {
    return !isCode(error, 'ESRCH')
  }
}

/** Gathers small pieces, because each write is a call to the system. */
async function* inLargePieces(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let held: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    held.push(chunk)
    bytes += chunk.length
    if (bytes < 512 * 1024) continue
    yield Buffer.concat(held)
    held = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(held)
}

/**
 * Limits how many files and folders can be reached through links. A few links in each of several nested folders would
 * double the count at every step.
 */
const mostLinked = 100_000

/**
 * All files below a folder, sorted by the bytes of their paths; links are followed where they stay in the folder.
 * @param most how many files and folders may lie behind links to folders
 * @throws StageError `file-missing`, `path-escapes`, `file-unreadable`
 */
export async function walk(folder: string, most = mostLinked): Promise<readonly FileEntry[]> {
  const root = await realpath(folder).catch((error: unknown) => {
    throw new StageError('file-missing', `there is no folder ${folder}`, { cause: error })
  })
  const entries: FileEntry[] = []
  await collect({ root, entries, most, linked: 0 }, root, root, new Set([root]), false)
  return entries.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
}

interface Walk {
  readonly root: string
  readonly entries: FileEntry[]
  readonly most: number
  /** How many were reached through links to folders so far. */
  linked: number
}

/** @param real the folder, with all links resolved */
async function collect(
  walked: Walk,
  folder: string,
  real: string,
  ancestors: ReadonlySet<string>,
  behindLink: boolean,
): Promise<void> {
  const { root, entries, most } = walked
  await Promise.all(
    (await readdir(folder, { withFileTypes: true })).map(async (entry) => {
      const path = join(folder, entry.name)
      const target = entry.isSymbolicLink() ? await linkTarget(root, path) : join(real, entry.name)
      const found = statSync(target)
      if (behindLink) walked.linked += 1
      if (walked.linked > most)
        throw new StageError('path-escapes', `the links in ${root} lead to more than ${most} files and folders`, {
          hint: 'copy the folders instead',
        })
      if (found.isDirectory()) {
        if (ancestors.has(target))
          throw new StageError('path-escapes', `the link ${path} leads back to a folder that holds it`)
        await collect(walked, path, target, new Set([...ancestors, target]), behindLink || entry.isSymbolicLink())
      } else if (found.isFile()) {
        const [name, link] = [path, target].map((each) => relative(root, each).split(sep).join('/')) as [string, string]
        const executable = (found.mode & 0o100) !== 0
        entries.push({ path: name, bytes: found.size, executable, ...(link === name ? {} : { target: link }) })
      } else {
        throw new StageError('file-unreadable', `${path} is neither a file nor a folder`)
      }
    }),
  )
}

async function linkTarget(root: string, path: string): Promise<string> {
  const target = await realpath(path).catch((error: unknown) => {
    throw new StageError('file-missing', `the target of the link ${path} does not exist`, { cause: error })
  })
  if (target !== root && !target.startsWith(root + sep))
    throw new StageError('path-escapes', `the link ${path} leads out of ${root}, to ${target}`, {
      hint: 'copy the file into the folder instead',
    })
  return target
}

function unreadable(path: string, error: unknown): StageError {
  return new StageError('file-unreadable', `${path} cannot be read: ${(error as Error).message}`, { cause: error })
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '')
}
