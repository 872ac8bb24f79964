import type { GitRepository } from '../../../core/ports/git.ts'
import type { ReleaseEntry } from '../changelog/release-entry.ts'
import type { Levels } from '../changes/levels.ts'
import type { ReleaseLine } from '../release-line.ts'

/**
 * Reads all releases of one line that the commit contains, the newest first, each with the changes that came with it.
 * A prerelease has no entry of its own once its final release exists.
 * @throws StageError `history-incomplete` in a shallow clone, or without any commit
 */
export declare function readReleases(
  git: GitRepository,
  line: ReleaseLine,
  levels?: Levels,
): Promise<readonly ReleaseEntry[]>
