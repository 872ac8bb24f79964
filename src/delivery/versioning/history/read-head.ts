import type { GitRepository } from '../../../core/ports/git.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { linesOf } from './read-log.ts'

/**
 * The commit of `HEAD`, or the given one.
 * @throws StageError `history-incomplete` in a shallow clone, outside of a repository, or without any commit
 */
export async function readHead(git: GitRepository, revision = 'HEAD'): Promise<string> {
  const args = ['rev-parse', '--is-shallow-repository', '--verify', '--end-of-options', `${revision}^{commit}`]
  const ended = await git.run(args)
  const [shallow, head] = linesOf(ended)
  if (shallow === 'true')
    throw new StageError('history-incomplete', 'the clone is shallow, so commits and tags are missing', {
      hint: 'check out with fetch-depth: 0, or run git fetch --unshallow --tags',
    })
  if (ended.exitCode !== 0 || head === undefined)
    throw new StageError('history-incomplete', `there is no commit ${revision}: ${ended.stderr.trim()}`, {
      hint: 'give a folder in a full clone with at least one commit',
    })
  return head
}
