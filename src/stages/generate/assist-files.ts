import { join } from 'node:path'
import type { Files } from '../../core/ports/files.ts'
import type { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { compareTrees, renderIndex, type TreeDifference } from '../../generator/generated-index.ts'
import type { FileTree } from '../../generator/resources.ts'
import { indexOf, readState, swapIn, withTemporaryFolder, writeTree } from './write-application.ts'

/** The GUI-assist files: those in the folder, and those that the model gives. */
export interface AssistFiles {
  readonly folder: string
  readonly tree: FileTree
  /** SHA-256 over all of them, as `publish` states it for the folder. */
  readonly digest: string
  readonly difference: TreeDifference
  readonly unchanged: boolean
  /** Why the index in the folder cannot be read. It then counts as empty. */
  readonly damage: StageError | undefined
}

/**
 * Compares a folder with the files that a model gives. These files have an index of their own, so they can be published
 * alone.
 */
export async function readAssist(files: Files, folder: string, tree: FileTree): Promise<AssistFiles> {
  const { former, present, damage } = await readState(files, folder)
  const index = indexOf(tree)
  const difference = compareTrees(index, former, present)
  const same = Object.values(difference).every((paths) => paths.length === 0)
  const unchanged = same && (tree.size === 0 || Object.keys(former).length > 0)
  return { folder, tree, digest: sha256(renderIndex(index)), difference, unchanged, damage }
}

/** Replaces the files in one step, so that a reader sees either the old or the new files. */
export async function writeAssist(files: Files, { folder, tree }: AssistFiles): Promise<void> {
  await withTemporaryFolder(files, folder, async (temporaryFolder) => {
    const staged = join(temporaryFolder, 'assist')
    await writeTree(files, staged, tree, indexOf(tree))
    await swapIn(files, staged, folder)
  })
}
