import type { Level } from './change.ts'

/** How much each type of a commit, or kind of a note, raises the version. Others raise nothing, and are not shown. */
export type Levels = Readonly<Record<string, Level>>

/** Conventional types that users see, and the kinds of notes. A change that breaks is `major` whatever its type. */
export const usualLevels: Levels = {
  feat: 'minor',
  fix: 'patch',
  perf: 'patch',
  revert: 'patch',
  security: 'patch',
  deprecate: 'minor',
  change: 'major',
  remove: 'major',
}

const order: readonly Level[] = ['none', 'patch', 'minor', 'major']

/** The level of a kind; the table may come from a user, so only its own members count. */
export function levelOf(levels: Levels, kind: string): Level {
  return Object.hasOwn(levels, kind) ? levels[kind]! : 'none'
}

/** The higher one of two levels. */
export function higher(one: Level, other: Level): Level {
  return order.indexOf(one) >= order.indexOf(other) ? one : other
}

/** What breaks is `major`, whatever its type. */
export function levelOfChange(
  levels: Levels,
  { kind, breaking }: { readonly kind: string; readonly breaking: string | undefined },
): Level {
  return breaking === undefined ? levelOf(levels, kind) : 'major'
}
