import type { GitRepository } from '../../../core/ports/git.ts'
import type { Change, Level } from '../changes/change.ts'
import type { Levels } from '../changes/levels.ts'
import type { ReleaseLine } from '../release-line.ts'
import type { VersionTag } from './commit.ts'

/** What one line has to release. */
export interface Unreleased {
  readonly line: ReleaseLine
  /** The commit to release. */
  readonly head: string
  /** The newest release that the commit contains, prereleases included; undefined before the first one. */
  readonly previous: VersionTag | undefined
  /** The newest final release that the commit contains. */
  readonly previousFinal: VersionTag | undefined
  /** All tags of the line, on other branches too, the highest version first. */
  readonly tags: readonly VersionTag[]
  /** Versions of the tags that the commit contains and that are at least `previousFinal`. */
  readonly contained: readonly string[]
  /** Since `previousFinal`, newest first; without what was reverted, and without types that users do not see. */
  readonly changes: readonly Change[]
  /** The highest level of the changes since `previousFinal`. */
  readonly level: Level
  /** Commits of this line since `previous`, of any type. */
  readonly commits: number
  /** Commits among them without the form of a conventional commit (merges do not count). */
  readonly unconventional: number
  /** The version that the newest trailer `Release-As:` asks for. */
  readonly releaseAs: { readonly version: string; readonly commit: string } | undefined
}

/**
 * Reads what each line has to release.
 * @throws StageError `history-incomplete` in a shallow clone, or without any commit
 */
export declare function readUnreleased(
  git: GitRepository,
  lines: readonly ReleaseLine[],
  levels?: Levels,
): Promise<readonly Unreleased[]>
