import type { TreeChange } from '../../core/ports/forge/objects.ts'
import type { GitRepository } from '../../core/ports/git.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { insertRelease } from '../versioning/changelog/insert-release.ts'
import type { ChangelogOptions } from '../versioning/changelog/release-entry.ts'
import { updateVersionFile } from '../versioning/files/update-version-file.ts'
import type { ReleasePlan, ReleaseRules } from './release-plan.ts'

/**
 * What a release changes in the repository: version files, changelog, and change notes that are used up. Files are read
 * from the commit that is released, so that changes of the checkout cannot get into a release.
 * @throws StageError `file-missing` for a version file that the commit lacks, and those of `updateVersionFile`
 */
export async function releaseFiles(
  git: GitRepository,
  { versionFiles, changelog, notes }: ReleaseRules,
  { plan, used, options }: { plan: ReleasePlan; used: readonly string[]; options: ChangelogOptions },
): Promise<readonly TreeChange[]> {
  const changes: TreeChange[] = []
  for (const file of versionFiles) {
    const former = await readAt(git, plan.head, file.path)
    if (former === undefined)
      throw new StageError('file-missing', `version file ${file.path} is not in commit ${plan.head.slice(0, 7)}`, {
        hint: 'commit it, or name another file',
      })
    const { text } = await updateVersionFile(former, file, plan.version)
    if (text !== former) changes.push(written(file.path, text))
  }
  if (changelog !== undefined) {
    const former = await readAt(git, plan.head, changelog)
    const { text } = insertRelease(former, plan.entry, options)
    if (text !== former) changes.push(written(changelog, text))
  }
  for (const name of used) changes.push({ path: `${notes}/${name}`, kind: 'delete' })
  return changes
}

/** The text of a file in a commit; undefined when there is none. */
export async function readAt(git: GitRepository, commit: string, path: string): Promise<string | undefined> {
  const { exitCode, stdout } = await git.run(['cat-file', 'blob', `${commit}:${path}`])
  return exitCode === 0 ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(stdout) : undefined
}

function written(path: string, text: string): TreeChange {
  return { path, kind: 'file', content: { text } }
}
