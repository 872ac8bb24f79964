import { parseOptionalRecord } from '../core/documents/stored-record.ts'
import { generatedIndexLimits, generatedIndexSchema } from '../core/generated-index.ts'
import type { StageError } from '../core/run/stage-error.ts'

/** Path to SHA-256 (hex) of every generated file but the index itself. */
export type GeneratedIndex = Readonly<Record<string, string>>

/** The index as text, the same for equal files. */
export function renderIndex(index: GeneratedIndex): string {
  const files = Object.fromEntries(Object.entries(index).sort(([a], [b]) => (a < b ? -1 : 1)))
  const about = 'Made by "liftlock generate"; it finds orphans and files that were edited by hand.'
  return `${JSON.stringify({ about, formatVersion: 1, files }, undefined, 2)}\n`
}

/** The index of a folder: without a failure it is one that `generate` wrote, or there is none. */
export interface ReadIndex {
  readonly index: GeneratedIndex
  /** `hand-edited`: why it cannot be read. It counts as empty then, so that every file there is somebody else's. */
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

/** How the files on disk stand to what a model gives now. */
export interface TreeDifference {
  /** To be written: not there yet. */
  readonly added: readonly string[]
  /** Generated before, and other now. */
  readonly changed: readonly string[]
  /** Generated before, and no longer part of the application. */
  readonly orphaned: readonly string[]
  /** Written by hand over a generated file. */
  readonly edited: readonly string[]
  /** In the folder, but never generated. */
  readonly foreign: readonly string[]
}

/**
 * Compares three states of the application folder by digest.
 * @param wanted what the model gives
 * @param former what the last run wrote
 * @param present what lies there
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
