import type { Forge } from '../../core/ports/forge.ts'
import { type ReleaseLine, tagOf, versionOfTag } from '../versioning/release-line.ts'
import { isPrerelease, majorOf, versionOrder } from '../versioning/version/version-order.ts'
import type { PendingRelease } from './release-plan.ts'

/**
 * Moves the tag of the major version, such as `v1`, to a release. It never moves back: a release of an older branch
 * leaves it where it is, and prereleases do not move it.
 * @returns the name of the tag, or undefined when it stays
 * @throws ForgeError `protected` when a rule forbids it, `conflict` when another run moves it at the same time
 */
export async function moveMajorTag(
  { refs }: Forge,
  line: ReleaseLine,
  { version, commit }: Pick<PendingRelease, 'version' | 'commit'>,
): Promise<string | undefined> {
  if (isPrerelease(version)) return undefined
  const major = majorOf(version)
  const name = tagOf(line, `${major}`)
  const versions = (await refs.list(`tags/${name}.`))
    .map((ref) => versionOfTag(line, ref.name.slice('refs/tags/'.length)))
    .filter((each) => each !== undefined && !isPrerelease(each))
  if (versions.some((each) => versionOrder(each!, version) > 0)) return undefined
  const there = await refs.find(`tags/${name}`)
  if (there === undefined) await refs.create(`tags/${name}`, commit)
  else if (there.sha !== commit) await refs.move(`tags/${name}`, { sha: commit, expected: there.sha, force: true })
  return name
}
