import { randomBytes } from 'node:crypto'
import { constants, createReadStream, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Files } from '../core/ports/files.ts'
import { fileFailure } from '../core/run/file-failure.ts'
import { StageError } from '../core/run/stage-error.ts'
import { walkFolder } from './walk-folder.ts'

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
  walk: (folder, leaveOut) => walkFolder(folder, leaveOut),
  async isExecutable(path) {
    try {
      return ((await stat(path)).mode & 0o100) !== 0
    } catch (error) {
      throw unreadable(path, error)
    }
  },
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

function unreadable(path: string, error: unknown): StageError {
  return new StageError('file-unreadable', `${path} cannot be read: ${(error as Error).message}`, { cause: error })
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '')
}
