import type { GitOptions, GitRepository, GitRun } from '../../../core/ports/git.ts'
import { gitFailure, type NamedRepository } from './git-failure.ts'

/**
 * Runs a command that must succeed.
 * @throws StageError of `gitFailure`
 */
export async function succeed(
  git: GitRepository,
  place: NamedRepository,
  args: readonly string[],
  options?: GitOptions,
): Promise<GitRun> {
  const ended = await git.run(args, options)
  if (ended.exitCode !== 0) throw gitFailure(ended, place)
  return ended
}

/** The output of such a command, as text. */
export async function answerOf(git: GitRepository, place: NamedRepository, args: readonly string[]): Promise<string> {
  return textOf((await succeed(git, place, args)).stdout)
}

/** The bytes that git printed, as text. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}
