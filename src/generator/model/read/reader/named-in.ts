const indexes = new WeakMap<readonly { readonly name: string }[], ReadonlyMap<string, { readonly name: string }>>()

/**
 * The first item of a list with the name, found by an index that is made once for each list: many searches of a long
 * list would take quadratic time. The list must never change.
 */
export function namedIn<N extends { readonly name: string }>(
  list: readonly N[],
  name: string | undefined,
): N | undefined {
  if (name === undefined) return undefined
  // An index pays off only for longer lists.
  if (list.length < 16) return list.find((candidate) => candidate.name === name)
  const index = indexes.get(list) ?? new Map([...list].reverse().map((item) => [item.name, item]))
  indexes.set(list, index)
  return index.get(name) as N | undefined
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>()

/** Whether the list contains the name. The list must never change. */
export function isAmong(list: readonly string[], name: string): boolean {
  if (list.length < 16) return list.includes(name)
  const set = sets.get(list) ?? new Set(list)
  sets.set(list, set)
  return set.has(name)
}
