import type { GitRepository } from '../../core/ports/git.ts'
import { StageError } from '../../core/stage-error.ts'
import { textOf } from './git-answer.ts'
import { gitFailure, type Place, wordsOf } from './git-failure.ts'

/** `moved`: somebody else was faster, nothing was pushed. */
export type PushResult = 'landed' | 'moved'

/**
 * Pushes one commit to a branch, never with force: what has its parent at the tip lands as a whole, or not at all.
 * @throws StageError `branch-protected`, `push-refused`, and what `gitFailure` finds
 */
export async function pushCommit(
  git: GitRepository,
  commit: string,
  branch: string,
  place: Place,
): Promise<PushResult> {
  const pushed = await git.run(['push', '--porcelain', '--no-verify', 'origin', `${commit}:refs/heads/${branch}`])
  if (pushed.exitCode === 0) return 'landed'
  const refusal = refusalOf(textOf(pushed.stdout))
  if (refusal === undefined) throw gitFailure(pushed, place)
  if (lostRace.test(refusal)) return 'moved'
  throw isProtected.test(`${refusal}\n${pushed.stderr}`)
    ? new StageError('branch-protected', `${place.name}: branch ${branch} is protected (${wordsOf(pushed.stderr)})`, {
        hint: 'let this identity bypass the rule, or publish to another branch and merge it by a pull request',
      })
    : new StageError(
        'push-refused',
        `${place.name} refused the push to ${branch}: ${refusal} (${wordsOf(pushed.stderr)})`,
        {
          hint: 'the words are those of the repository; nothing was pushed',
        },
      )
}

/** What follows the reference in a line that begins with `!` (git-push(1), "Output"). */
function refusalOf(porcelain: string): string | undefined {
  return /^!\t[^\t]*\t(.*)$/m.exec(porcelain)?.[1]
}

/** Our own git saw it (`rejected`), or the other side did, when it took its lock. */
const lostRace =
  /\[rejected\]|cannot lock ref|failed to (update|lock) ref|reference already exists|but expected|incorrect old value/i

const isProtected = /protected branch|GH006|GH013|rule violations|not allowed to push|protected ref/i
