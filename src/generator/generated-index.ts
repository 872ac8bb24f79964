/** The list of everything that `generate` wrote, inside the application folder. */
export const indexPath = '.liftlock/generated.json'

/** Path to SHA-256 (hex) of every generated file but the index itself. */
export type GeneratedIndex = Readonly<Record<string, string>>

/** The index as text, the same for equal files. */
export function renderIndex(index: GeneratedIndex): string {
  const files = Object.fromEntries(Object.entries(index).sort(([a], [b]) => (a < b ? -1 : 1)))
  const about = 'Made by "liftlock generate"; it finds orphans and files that were edited by hand.'
  return `${JSON.stringify({ about, formatVersion: 1, files }, undefined, 2)}\n`
}

/** A missing or unreadable index counts as empty: then no file there counts as generated. */
export function parseIndex(text: string | undefined): GeneratedIndex {
  try {
    return (JSON.parse(text ?? '{}') as { files?: GeneratedIndex }).files ?? {}
  } catch {
    return {}
  }
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
