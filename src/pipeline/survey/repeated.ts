import type { Path } from '../finding.ts'

/**
 * The parts whose name an earlier part has. Of two branches of a condition only one is deployed, so that parts that may
 * be left out do not count.
 */
export function repeated<T extends { readonly path: Path; readonly certain: boolean }>(
  parts: readonly T[],
  nameOf: (part: T) => string | undefined,
): readonly (T & { readonly name: string })[] {
  const names = new Set<string>()
  return parts.flatMap((part) => {
    const name = part.certain ? nameOf(part) : undefined
    if (name === undefined) return []
    if (names.has(name)) return [{ ...part, name }]
    names.add(name)
    return []
  })
}
