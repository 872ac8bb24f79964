/** Maps a path to the SHA-256 (hex) of its content, as in `.liftlock/generated.json`. */
export type Digests = ReadonlyMap<string, string>

/** A change by a person that the publication would lose. */
export interface LostWork {
  readonly path: string
  /** `edited`: a generated file was changed by hand. `foreign`: another file has the path of a generated file. */
  readonly why: 'edited' | 'foreign'
}

/** What a publication changes in a folder of the target. All lists are sorted. */
export interface PublicationPlan {
  readonly write: readonly string[]
  /** Files of the last publication that are not part of the tree any more. */
  readonly remove: readonly string[]
  readonly lost: readonly LostWork[]
}

/**
 * Compares three states of the published folder. Only paths of the new or the former index are written or removed. A
 * generated file that a person removed is written again.
 * @param wanted the tree to publish
 * @param former what the last publication wrote
 * @param present everything in the folder; a link or a submodule has a digest that no file can have
 */
export function planPublication(wanted: Digests, former: Digests, present: Digests): PublicationPlan {
  const [write, remove]: [string[], string[]] = [[], []]
  const lost: LostWork[] = []
  for (const path of sorted(wanted, former)) {
    const [want, was, is] = [wanted.get(path), former.get(path), present.get(path)]
    if (is === want) continue
    if (is !== undefined && is !== was) lost.push({ path, why: was === undefined ? 'foreign' : 'edited' })
    else if (want !== undefined) write.push(path)
    else remove.push(path)
  }
  const folders = new Set([...wanted.keys()].flatMap(parentsOf))
  for (const path of sorted(present)) {
    if (wanted.has(path) || former.has(path)) continue
    if (folders.has(path) || parentsOf(path).some((parent) => wanted.has(parent))) lost.push({ path, why: 'foreign' })
  }
  return { write, remove, lost }
}

function sorted(...maps: readonly Digests[]): string[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))].sort()
}

/** All parents of a path: `a` and `a/b` for `a/b/c`. */
export function parentsOf(path: string): string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}
