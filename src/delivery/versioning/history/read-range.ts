import type { GitRepository } from '../../../core/ports/git.ts'
import { type CollectedChanges, changeCollector } from '../changes/collect-changes.ts'
import type { Levels } from '../changes/levels.ts'
import { type ReleaseLine, takesEverything } from '../release-line.ts'
import { branchTracker } from './branches.ts'
import { belongsTo } from './line-commits.ts'
import { readLog } from './read-log.ts'

export interface Range {
  readonly head: string
  /** The commit that is left out with its ancestors; undefined for the whole history. */
  readonly base: string | undefined
}

export interface ReadRange {
  /** What each line has in the range. */
  readonly collected: readonly CollectedChanges[]
  /** Whether `head` contains `base`. */
  readonly contains: boolean
  /** Which of the watched commits are in the range. */
  readonly seen: ReadonlySet<string>
}

/** Reads the commits of a range once for several lines. @param watched commits to look out for */
export async function readRange(
  git: GitRepository,
  { head, base }: Range,
  lines: readonly ReleaseLine[],
  levels: Levels,
  watched: ReadonlySet<string> = new Set(),
): Promise<ReadRange> {
  const collectors = lines.map(() => changeCollector(levels))
  const seen = new Set<string>()
  let contains = base === undefined || base === head
  if (base !== head) {
    // One tracker for each line: a branch may tell something to one of them only.
    const trackers = lines.map(() => branchTracker())
    const revisions = base === undefined ? [head] : [head, `^${base}`]
    await readLog(git, { revisions, files: !lines.every(takesEverything) }, (commit) => {
      if (commit.boundary) {
        // An ancestor is the parent of a commit in the range, so git shows it as its edge.
        contains ||= commit.hash === base
        return
      }
      if (watched.has(commit.hash)) seen.add(commit.hash)
      lines.forEach((line, index) => {
        const place = trackers[index]!(commit)
        if (belongsTo(line, commit)) collectors[index]!.take(commit, place)
      })
    })
  }
  return { collected: collectors.map(({ finish }) => finish()), contains, seen }
}
