import { canonicalJson } from '../../canonical-json.ts'
import type { ReviewedChange } from './review.ts'

/**
 * Puts resources of one type whose values change alike into one entry, such as functions that all get another log level.
 * A replacement, and a change for which `isAlone` holds, stays by itself.
 */
export function withoutRepetition(
  changes: readonly ReviewedChange[],
  isAlone: (resource: string) => boolean,
): readonly ReviewedChange[] {
  const groups = new Map<string, ReviewedChange[]>()
  for (const change of changes) {
    const { type, effect, values, replacement, resource } = change
    const alone = values.length === 0 || replacement !== undefined || effect !== 'modify' || isAlone(resource)
    const key = alone ? resource : canonicalJson([type, values])
    groups.set(key, [...(groups.get(key) ?? []), change])
  }
  return [...groups.values()].map(([first, ...others]) =>
    others.length === 0 ? first! : { ...first!, alike: others.map(({ resource }) => resource) },
  )
}
