import inc from 'semver/functions/inc.js'
import major from 'semver/functions/major.js'
import type { Level } from '../changes/change.ts'

/** A level that raises the version. */
export type RaisingLevel = Exclude<Level, 'none'>

export interface VersionRules {
  /** The first version of a line without final releases. Default: `0.1.0`. */
  readonly first?: string | undefined
  /** What a breaking change raises before 1.0.0 (SemVer 2.0.0, section 4). Default: `minor`. */
  readonly breakingBeforeOne?: 'major' | 'minor' | undefined
  /** What a feature raises before 1.0.0. Default: `minor`. */
  readonly featureBeforeOne?: 'minor' | 'patch' | undefined
}

export interface Raising {
  readonly level: Level
  /** Whether somebody gave the level, and so means exactly that. Else it comes from the changes. */
  readonly isGiven: boolean
}

/**
 * Raises a final version.
 * @param final undefined before the first final release
 * @returns undefined when nothing raises it
 */
export function raise(
  final: string | undefined,
  { level, isGiven }: Raising,
  rules: VersionRules = {},
): string | undefined {
  if (final === undefined && !isGiven) return rules.first ?? '0.1.0'
  if (level === 'none') return undefined
  const from = final ?? '0.0.0'
  return inc(from, !isGiven && major(from) === 0 ? beforeOne(level, rules) : level)!
}

function beforeOne(level: RaisingLevel, rules: VersionRules): RaisingLevel {
  if (level === 'major') return rules.breakingBeforeOne ?? 'minor'
  if (level === 'minor') return rules.featureBeforeOne ?? 'minor'
  return level
}
