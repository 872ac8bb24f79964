import type { Change, Level } from '../changes/change.ts'
import type { ReleaseLine } from '../release-line.ts'
import type { VersionTag } from './commit.ts'

/** What one line has to release. */
export interface Unreleased {
  readonly line: ReleaseLine
  /** The commit to release. */
  readonly head: string
  /** The highest release that the commit contains, prereleases included; undefined before the first one. */
  readonly previous: VersionTag | undefined
  /** The highest final release that the commit contains. */
  readonly previousFinal: VersionTag | undefined
  /** All tags of the line, on other branches too, the highest version first. */
  readonly tags: readonly VersionTag[]
  /** Versions of `previousFinal`, and of tags since then that the commit contains. */
  readonly contained: readonly string[]
  /** Since `previousFinal`, newest first; without what was taken back, and without types that users do not see. */
  readonly changes: readonly Change[]
  /** The highest level of these changes. */
  readonly level: Level
  /** The highest level since `previous`. */
  readonly levelSincePrevious: Level
  /** Commits of this line since `previous`, of any type. */
  readonly commits: number
  /** Commits since `previousFinal` without the form of a conventional commit (merges do not count). */
  readonly unconventional: number
  /** The version that the newest trailer `Release-As:` since `previous` asks for. */
  readonly releaseAs: { readonly version: string; readonly commit: string } | undefined
}
