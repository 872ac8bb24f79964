import type { GitRepository, GitRun } from '../../../core/ports/git.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { Commit } from './commit.ts'
import { logRecords, recordFormat } from './log-records.ts'

export interface LogRange {
  /** Commits to include with their ancestors, and `^commit` to leave out with theirs: full hashes. */
  readonly revisions: readonly string[]
  /** Whether the changed files are read, which makes git compare trees. */
  readonly files: boolean
}

/**
 * Reads commits while git finds them, children before their parents, so that memory does not grow with the history.
 * The edge of the range comes too, marked as boundary.
 */
export async function readLog(git: GitRepository, range: LogRange, take: (commit: Commit) => void): Promise<void> {
  const records = logRecords(take)
  const names = range.files ? ['--name-only', '--no-renames', '--no-ext-diff', '--no-textconv'] : []
  const args = ['log', '-z', '--topo-order', '--boundary', '--no-color', '--no-notes', recordFormat, ...names]
  const ended = await git.run([...args, ...range.revisions, '--'], { onOutput: records.push })
  refuseFailure(ended, 'log')
  records.end()
}

export function linesOf({ stdout }: GitRun): readonly string[] {
  return Buffer.from(stdout)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
}

/** @throws StageError `history-incomplete`, because a full clone answers all our commands */
export function refuseFailure({ exitCode, stderr }: GitRun, name: string): void {
  if (exitCode === 0) return
  throw new StageError('history-incomplete', `git ${name} ended with ${exitCode}: ${stderr.trim()}`, {
    hint: 'give a folder in a full clone with at least one commit',
  })
}
