import prerelease from 'semver/functions/prerelease.js'
import type { GitRepository } from '../../../core/ports/git.ts'
import { highestLevel } from '../changes/collect-changes.ts'
import { type Levels, usualLevels } from '../changes/levels.ts'
import type { ReleaseLine } from '../release-line.ts'
import type { VersionTag } from './commit.ts'
import { readHead } from './read-head.ts'
import { readRange } from './read-range.ts'
import { listContainedTags, readTags, versionTags } from './read-tags.ts'
import type { Unreleased } from './unreleased.ts'

/** A line, and where its reading begins. */
interface Start {
  readonly line: ReleaseLine
  readonly tags: readonly VersionTag[]
  readonly previousFinal: VersionTag | undefined
}

/** Settings of the reading. */
export interface ReadOptions {
  readonly levels?: Levels | undefined
  /** The commit to release. Default: `HEAD`. */
  readonly revision?: string | undefined
}

/**
 * Reads what each line has to release.
 * @throws StageError `history-incomplete` in a shallow clone, or without any commit
 */
export async function readUnreleased(
  git: GitRepository,
  lines: readonly ReleaseLine[],
  { levels = usualLevels, revision = 'HEAD' }: ReadOptions = {},
): Promise<readonly Unreleased[]> {
  const [head, all] = await Promise.all([readHead(git, revision), readTags(git)])
  const starts = lines.map((line) => {
    const tags = versionTags(all, line)
    return { line, tags, previousFinal: tags.find(isFinal) }
  })
  const found = await readEach(git, head, starts, levels)
  const left = starts.filter((start) => !found.has(start))
  if (left.length === 0) return starts.map((start) => found.get(start)!)
  // The highest tag of these lines is on another branch. Only then git looks at all tags.
  const contained = await listContainedTags(git, head)
  const again = new Map(
    left.map((start) => {
      const previousFinal = start.tags.find((tag) => isFinal(tag) && contained.has(tag.tag))
      return [start, { ...start, previousFinal }]
    }),
  )
  const rest = await readEach(git, head, [...again.values()], levels)
  return starts.map((start) => found.get(start) ?? rest.get(again.get(start)!)!)
}

const isFinal = ({ version }: VersionTag) => prerelease(version) === null

/** Reads lines that begin at the same commit together. @returns without lines whose last release is not contained */
async function readEach(
  git: GitRepository,
  head: string,
  starts: readonly Start[],
  levels: Levels,
): Promise<ReadonlyMap<Start, Unreleased>> {
  const found = new Map<Start, Unreleased>()
  for (const base of new Set(starts.map(({ previousFinal }) => previousFinal?.commit))) {
    const together = starts.filter(({ previousFinal }) => previousFinal?.commit === base)
    const watched = new Set(together.flatMap(({ tags }) => tags.map(({ commit }) => commit)))
    const lines = together.map(({ line }) => line)
    const { collected, contains, seen } = await readRange(git, { head, base }, lines, levels, watched)
    if (!contains) continue
    for (const [index, start] of together.entries()) {
      const { line, tags, previousFinal } = start
      const here = tags.filter(({ commit, tag }) => tag === previousFinal?.tag || commit === base || seen.has(commit))
      const previous = here[0]
      const all = collected[index]!
      const recent = previous?.commit === base ? all : await readSince(git, head, previous!.commit, line, levels)
      found.set(start, {
        line,
        head,
        previous,
        previousFinal,
        tags,
        contained: here.map(({ version }) => version),
        changes: all.changes,
        level: all.level,
        levelSincePrevious: highestLevel(levels, recent.changes),
        commits: recent.commits,
        unconventional: all.unconventional,
        releaseAs: recent.releaseAs,
      })
    }
  }
  return found
}

/** What came since a prerelease. */
async function readSince(git: GitRepository, head: string, base: string, line: ReleaseLine, levels: Levels) {
  const { collected } = await readRange(git, { head, base }, [line], levels)
  return collected[0]!
}
