import { parseOptionalRecord } from '../core/documents/stored-record.ts'
import { generatedIndexLimits, generatedIndexSchema } from '../core/generated-index.ts'
import type { StageError } from '../core/run/stage-error.ts'

/** SHA-256 (hex) by path, for every generated file except the index itself. */
export type GeneratedIndex = Readonly<Record<string, string>>

/** The index as text, the same for equal files. */
export function renderIndex(index: GeneratedIndex): string {
  const files = Object.fromEntries(Object.entries(index).sort(([a], [b]) => (a < b ? -1 : 1)))
  const about = 'Made by "liftlock generate"; it finds orphans and files that were edited by hand.'
  return `${JSON.stringify({ about, formatVersion: 1, files }, undefined, 2)}\n`
}

/** The index of a folder. Without a failure, `generate` wrote it, or there is none. */
export interface ReadIndex {
  readonly index: GeneratedIndex
  /** `hand-edited`: why it cannot be read. It then counts as empty, so that no file counts as generated. */
  readonly failure?: StageError
}

/** @param path for messages */
export function parseIndex(text: string | undefined, path: string): ReadIndex {
  if (text === undefined) return { index: {} }
  let failure: StageError | undefined
  const stored = {
    name: path,
    reason: 'hand-edited',
    hint: 'bring it back from version control, or generate into an empty folder',
    limits: generatedIndexLimits,
  } as const
  const parsed = parseOptionalRecord(text, generatedIndexSchema, stored, (error) => {
    failure = error
  })
  return { index: parsed?.files ?? {}, ...(failure && { failure }) }
}

/** How the files on disk differ from the application of the model. */
export interface TreeDifference {
  /** Files that do not exist yet. */
  readonly added: readonly string[]
  /** Generated files whose content changes. */
  readonly changed: readonly string[]
  /** Generated files that are no longer part of the application. */
  readonly orphaned: readonly string[]
  /** Generated files that were edited by hand. */
  readonly edited: readonly string[]
  /** Other files in the folder, which were never generated. */
  readonly foreign: readonly string[]
}

/**
 * Compares three states of the application folder by digest.
 * @param wanted files of the model
 * @param former files that the last run wrote
 * @param present files that exist
 */
export function compareTrees(wanted: GeneratedIndex, former: GeneratedIndex, present: GeneratedIndex): TreeDifference {
  const difference = {
    added: [] as string[],
    changed: [] as string[],
    orphaned: [] as string[],
    edited: [] as string[],
    foreign: [] as string[],
  }
  for (const path of Object.keys({ ...wanted, ...present }).sort()) {
    const [want, was, is] = [wanted[path], former[path], present[path]]
    if (is === undefined) difference.added.push(path)
    else if (is === want) continue
    else if (was === undefined) difference.foreign.push(path)
    else if (is !== was) difference.edited.push(path)
    else if (want === undefined) difference.orphaned.push(path)
    else difference.changed.push(path)
  }
  return difference
}
