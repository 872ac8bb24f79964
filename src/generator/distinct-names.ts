import { sha256 } from '../core/sha256.ts'

/**
 * Suffixes that make equal names distinct: none for the first item, and eight hex digits of the identity's digest for
 * each other item. An item keeps its suffix as long as the item that it clashes with stays, whatever else is added or
 * removed.
 * @param nameOf the name, normalised so that names which count as the same are equal
 * @param identityOf a text that differs between all items
 */
export function endings<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  identityOf: (item: T) => string,
): ReadonlyMap<T, string> {
  const taken = new Set<string>()
  return new Map(
    items.map((item) => {
      const name = nameOf(item)
      const first = !taken.has(name)
      taken.add(name)
      return [item, first ? '' : sha256(identityOf(item)).slice(0, 8)] as const
    }),
  )
}
