import type { Change } from '../changes/change.ts'

/** A heading, and the kinds of changes below it. */
export interface Category {
  readonly heading: string
  readonly kinds: readonly string[]
}

/** The headings of Keep a Changelog 1.1.0, the most important first. */
export const usualCategories: readonly Category[] = [
  { heading: 'Security', kinds: ['security'] },
  { heading: 'Removed', kinds: ['remove'] },
  { heading: 'Changed', kinds: ['change', 'revert', 'perf'] },
  { heading: 'Added', kinds: ['feat'] },
  { heading: 'Deprecated', kinds: ['deprecate'] },
  { heading: 'Fixed', kinds: ['fix'] },
]

const breaking = 'Breaking changes'
const others = 'Other changes'

/** The changes by heading; what breaks comes first, and each change only once. Headings without changes are left out. */
export function categorize(
  changes: readonly Change[],
  categories: readonly Category[] = usualCategories,
): readonly (readonly [heading: string, changes: readonly Change[]])[] {
  const headings = new Map(categories.flatMap(({ heading, kinds }) => kinds.map((kind) => [kind, heading] as const)))
  const groups = new Map<string, Change[]>(
    [breaking, ...categories.map(({ heading }) => heading), others].map((each) => [each, []]),
  )
  for (const change of changes)
    groups.get(change.breaking === undefined ? (headings.get(change.kind) ?? others) : breaking)!.push(change)
  return [...groups].filter(([, group]) => group.length > 0)
}
