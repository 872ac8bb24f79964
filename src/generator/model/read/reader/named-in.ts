const indexes = new WeakMap<readonly { readonly name: string }[], ReadonlyMap<string, { readonly name: string }>>()

/**
 * The first of a list with the name, found by an index that is made once for each list: many questions to a long list would take quadratic
 * time. The list never changes.
 */
export function namedIn<N extends { readonly name: string }>(
  list: readonly N[],
  name: string | undefined,
): N | undefined {
  if (name === undefined) return undefined
  // An index is worth its making for lists that take longer to walk through.
  if (list.length < 16) return list.find((candidate) => candidate.name === name)
  const index = indexes.get(list) ?? new Map([...list].reverse().map((item) => [item.name, item]))
  indexes.set(list, index)
  return index.get(name) as N | undefined
}

const sets = new WeakMap<readonly string[], ReadonlySet<string>>()

/** Whether the list has the name; the list never changes. */
export function isAmong(list: readonly string[], name: string): boolean {
  if (list.length < 16) return list.includes(name)
  const set = sets.get(list) ?? new Set(list)
  sets.set(list, set)
  return set.has(name)
}
