import rcompare from 'semver/functions/rcompare.js'
import type { GitRepository } from '../../../core/ports/git.ts'
import { type ReleaseLine, versionOfTag } from '../release-line.ts'
import type { VersionTag } from './commit.ts'
import { linesOf, refuseFailure } from './read-log.ts'

/** A tag of any name. */
export interface Tag {
  readonly name: string
  /** The object that the tag leads to in the end. */
  readonly commit: string
  readonly seconds: number
}

/** All tags that lead to a commit. */
export async function readTags(git: GitRepository): Promise<readonly Tag[]> {
  // A tag of a tag is led to the end by `*`, from git 2.45 on; before, such tags are of type tag and left out.
  const format = '%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(creatordate:unix) %(refname)'
  const ended = await git.run(['for-each-ref', `--format=${format}`, 'refs/tags'])
  refuseFailure(ended, 'for-each-ref')
  return linesOf(ended).flatMap((line) => {
    const [type, object, targetType, target, seconds, ...name] = line.split(' ')
    const commit = type === 'commit' ? object : targetType === 'commit' ? target : undefined
    if (commit === undefined) return []
    return [{ name: name.join(' ').slice('refs/tags/'.length), commit, seconds: Number(seconds) || 0 }]
  })
}

/** The tags of a line, the highest version first. */
export function versionTags(tags: readonly Tag[], line: ReleaseLine): readonly VersionTag[] {
  return tags
    .flatMap(({ name, commit, seconds }) => {
      const version = versionOfTag(line, name)
      return version === undefined ? [] : [{ tag: name, version, commit, seconds }]
    })
    .sort((one, other) => rcompare(one.version, other.version))
}

/** Names of the tags whose commits the given one contains. */
export async function listContainedTags(git: GitRepository, head: string): Promise<ReadonlySet<string>> {
  const ended = await git.run(['for-each-ref', `--merged=${head}`, '--format=%(refname)', 'refs/tags'])
  refuseFailure(ended, 'for-each-ref')
  return new Set(linesOf(ended).map((name) => name.slice('refs/tags/'.length)))
}
