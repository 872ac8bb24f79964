import type { GitOptions, GitRepository, GitRun } from '../../../core/ports/git.ts'
import { gitFailure, type NamedRepository } from './git-failure.ts'

/** A command that has to succeed. @throws StageError what `gitFailure` makes of it */
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

/** What such a command printed, as text. */
export async function answerOf(git: GitRepository, place: NamedRepository, args: readonly string[]): Promise<string> {
  return textOf((await succeed(git, place, args)).stdout)
}

/** Bytes that git printed, as text. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}
