/** Parts by their name; those without a literal name are left out. */
export function grouped<T>(
  parts: readonly T[],
  nameOf: (part: T) => string | undefined,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const part of parts) {
    const name = nameOf(part)
    if (name === undefined) continue
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [part])
    else group.push(part)
  }
  return groups
}
