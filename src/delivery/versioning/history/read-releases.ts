import compare from 'semver/functions/compare.js'
import prerelease from 'semver/functions/prerelease.js'
import type { GitRepository } from '../../../core/ports/git.ts'
import type { ReleaseEntry } from '../changelog/release-entry.ts'
import { changeCollector } from '../changes/collect-changes.ts'
import { usualLevels } from '../changes/levels.ts'
import { type ReleaseLine, takesEverything } from '../release-line.ts'
import { branchTracker } from './branches.ts'
import type { VersionTag } from './commit.ts'
import { belongsTo } from './line-commits.ts'
import { readHead } from './read-head.ts'
import { readLog } from './read-log.ts'
import { listContainedTags, readTags, versionTags } from './read-tags.ts'
import type { ReadOptions } from './read-unreleased.ts'

/**
 * Reads all releases of one line that the commit contains, the newest first, each with the changes that came with it: a
 * commit belongs to the lowest version that contains it. Prereleases have no entry once their final release exists.
 * @throws StageError `history-incomplete` in a shallow clone, or without any commit
 */
export async function readReleases(
  git: GitRepository,
  line: ReleaseLine,
  { levels = usualLevels, revision = 'HEAD' }: ReadOptions = {},
): Promise<readonly ReleaseEntry[]> {
  const [head, all] = await Promise.all([readHead(git, revision), readTags(git)])
  const contained = await listContainedTags(git, head)
  const tags = shownTags(versionTags(all, line).filter(({ tag }) => contained.has(tag))).reverse()
  const collectors = tags.map(() => changeCollector(levels))
  const releaseOf = lowestRelease(tags)
  const place = branchTracker()
  await readLog(git, { revisions: [head], files: !takesEverything(line) }, (commit) => {
    const at = place(commit)
    const release = releaseOf(commit)
    if (release !== undefined && belongsTo(line, commit)) collectors[release]!.take(commit, at)
  })
  return tags
    .map(({ version, tag, seconds }, index) => ({
      version,
      tag,
      date: dateOf(seconds),
      previousTag: tags[index - 1]?.tag,
      changes: collectors[index]!.finish().changes,
    }))
    .reverse()
}

/** The day in UTC, `2026-12-01`. @param seconds since 1970 */
export function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10)
}

/** Without prereleases below the highest final release. @param tags the highest version first */
function shownTags(tags: readonly VersionTag[]): VersionTag[] {
  const final = tags.find(({ version }) => prerelease(version) === null)
  return tags.filter(
    ({ version }) => prerelease(version) === null || final === undefined || compare(version, final.version) > 0,
  )
}

/**
 * Tells for each commit the lowest release that contains it, as an index. Commits come with children before parents; only
 * those whose children were seen are remembered.
 * @param tags the lowest version first
 * @returns undefined for a commit that no release contains
 */
function lowestRelease(tags: readonly VersionTag[]) {
  const tagged = new Map<string, number>()
  tags.forEach(({ commit }, index) => {
    if (!tagged.has(commit)) tagged.set(commit, index)
  })
  const inherited = new Map<string, number>()
  return ({ hash, parents }: { readonly hash: string; readonly parents: readonly string[] }): number | undefined => {
    const release = Math.min(
      tagged.get(hash) ?? Number.POSITIVE_INFINITY,
      inherited.get(hash) ?? Number.POSITIVE_INFINITY,
    )
    inherited.delete(hash)
    if (release === Number.POSITIVE_INFINITY) return undefined
    for (const parent of parents) inherited.set(parent, Math.min(release, inherited.get(parent) ?? release))
    return release
  }
}
