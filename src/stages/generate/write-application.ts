import { basename, dirname, join } from 'node:path'
import { indexPath } from '../../core/generated-index.ts'
import type { Files } from '../../core/ports/files.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { type GeneratedIndex, parseIndex, type ReadIndex, renderIndex } from '../../generator/generated-index.ts'
import type { FileTree } from '../../generator/resources.ts'

/** Files that tools leave behind. They are neither generated nor written by hand. */
const leftBehind = /(^|\/)(__pycache__|\.pytest_cache|\.ruff_cache|\.DS_Store)(\/|$)/

/** The files in an application folder, with their digests. */
export interface ApplicationState {
  readonly present: GeneratedIndex
  readonly former: GeneratedIndex
  /** Why the index in the folder cannot be read. It then counts as empty. */
  readonly damage?: StageError
}

/** Reads the digests of an application folder; a missing folder counts as empty. */
export async function readState(files: Files, folder: string): Promise<ApplicationState> {
  await finishSwap(files, folder)
  return patiently(async () => {
    const state = await readOnce(files, folder)
    const { index } = await readIndex(files, folder)
    if (renderIndex(index) !== renderIndex(state.former)) throw new Error(`${folder} is being replaced by another run`)
    return state
  })
}

async function readOnce(files: Files, folder: string): Promise<ApplicationState> {
  const { index: former, failure } = await readIndex(files, folder)
  if ((await files.kind(folder)) === undefined) return { present: {}, former }
  const entries = (await files.walk(folder)).filter(({ path }) => path !== indexPath && !leftBehind.test(path))
  const digests = await Promise.all(
    entries.map(async ({ path }) => [path, sha256(await files.readBytes(join(folder, path)))] as const),
  )
  return { present: Object.fromEntries(digests), former, ...(failure && { damage: failure }) }
}

async function readIndex(files: Files, folder: string): Promise<ReadIndex> {
  const path = join(folder, indexPath)
  return parseIndex(await files.findText(path), path)
}

/** The digests of generated files. */
export function indexOf(tree: FileTree): GeneratedIndex {
  return Object.fromEntries([...tree].map(([path, text]) => [path, sha256(text)]))
}

/** Runs `work` with a new folder beside the application that no other run uses. Removes the folder afterwards. */
export async function withTemporaryFolder<T>(
  files: Files,
  folder: string,
  work: (temporaryFolder: string) => Promise<T>,
): Promise<T> {
  const temporaryFolder = await files.temporaryFolder(`${basename(folder)}.new.`, dirname(folder))
  try {
    return await work(temporaryFolder)
  } finally {
    await files.remove(temporaryFolder)
  }
}

/** Writes the files with their index into a folder. */
export async function writeTree(files: Files, folder: string, tree: FileTree, index: GeneratedIndex): Promise<void> {
  await allWritten([...tree].map(([path, text]) => files.write(inside(folder, path), text)))
  await files.write(join(folder, indexPath), renderIndex(index))
}

/** Waits for all writes before it throws the first failure, so that the clean-up never meets an unfinished write. */
async function allWritten(writes: readonly Promise<void>[]): Promise<void> {
  const failure = (await Promise.allSettled(writes)).find((result) => result.status === 'rejected')
  if (failure) throw failure.reason
}

/**
 * Puts the staged folder in the place of the application. A reader sees either the old or the new application. If the
 * process is killed in between, the next run repairs the folder; if the new one cannot be put there, the old one
 * returns.
 */
export async function swapIn(files: Files, staged: string, folder: string): Promise<void> {
  const former = `${folder}.old`
  try {
    await patiently(async () => {
      // When the folder is missing, the folder under the other name may be the only good application.
      if ((await files.kind(folder)) !== undefined) {
        await files.remove(former)
        await files.rename(folder, former)
      }
      await files.rename(staged, folder)
    })
  } catch (error) {
    await finishSwap(files, folder).catch(() => undefined)
    throw error
  }
  await patiently(() => files.remove(former))
}

/** Another run may replace the application at the same moment; the last one wins. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await work()
    } catch (error) {
      if (attempt === 50) throw error
    }
}

/** Repairs what a run left that was killed between the two renames: only the old folder, under another name. */
async function finishSwap(files: Files, folder: string): Promise<void> {
  const [current, old] = await Promise.all([files.kind(folder), files.kind(`${folder}.old`)])
  if (current === undefined && old !== undefined) await files.rename(`${folder}.old`, folder)
}

function inside(folder: string, path: string): string {
  const parts = path.split('/')
  if (path.startsWith('/') || parts.includes('..') || parts.includes(''))
    throw new StageError('path-escapes', `the generated path ${JSON.stringify(path)} leaves the application folder`)
  return join(folder, ...parts)
}
