import { sha256 } from '../core/sha256.ts'

/**
 * What goes behind names that would be the same without it: nothing for the first item, and eight hex digits made of what tells the others
 * from it. An item keeps its ending as long as the one it clashes with stays, whatever else comes or goes.
 * @param nameOf the name, folded as far as its readers do
 * @param identityOf what is different for each item
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
