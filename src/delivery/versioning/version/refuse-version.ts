import compare from 'semver/functions/compare.js'
import { StageError } from '../../../core/run/stage-error.ts'
import { type ReleaseLine, tagOf } from '../release-line.ts'

interface Others {
  /** The highest version that the commit contains. */
  readonly previous: string | undefined
  readonly existing: readonly string[]
}

/**
 * Refuses a version that exists, or that is not above the releases that the commit contains. Higher releases on other
 * branches are no reason: a maintenance branch releases 1.2.4 after 2.0.0.
 * @throws StageError `version-taken`, `version-too-low`
 */
export function refuseVersion(line: ReleaseLine, version: string, { previous, existing }: Others): void {
  if (existing.includes(version))
    throw new StageError('version-taken', `the tag ${tagOf(line, version)} exists`, {
      hint: 'give a higher version; a tag never moves to another commit',
    })
  if (previous !== undefined && compare(version, previous) <= 0)
    throw new StageError('version-too-low', `${version} is not above ${previous}, which the commit contains`, {
      hint: `give a version above ${previous}`,
    })
}
