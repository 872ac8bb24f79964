import type { GitRepository } from '../../../core/ports/git.ts'
import { SourceFailure } from './source-failure.ts'

/** A commit as the source tells it. */
export interface Commit {
  readonly id: string
  /** ISO 8601, UTC. */
  readonly authorDate: string
  readonly message: string
}

/** Finds the newest commit of a branch, or the one that was asked for. @throws SourceFailure `RevisionUnavailable` */
export async function findCommit(
  repository: GitRepository,
  branch: string,
  asked: string | undefined,
): Promise<Commit> {
  if (asked !== undefined && !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(asked))
    throw new SourceFailure('RevisionUnavailable', `${asked} is no id of a commit`)
  const name = asked ?? `refs/heads/${branch}`
  const found = await repository.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])
  const id = textOf(found.stdout).trim()
  if (found.exitCode === 128) throw new SourceFailure('RevisionUnavailable', found.stderr.trim())
  if (found.exitCode !== 0 || id === '') {
    const what = asked === undefined ? `no branch ${branch}` : `no commit ${asked}`
    throw new SourceFailure('RevisionUnavailable', `the repository has ${what}`)
  }
  const told = await repository.run(['log', '-1', '--format=%at%n%B', id])
  if (told.exitCode !== 0) throw new SourceFailure('RevisionUnavailable', told.stderr.trim())
  const [seconds = '', ...lines] = textOf(told.stdout).split('\n')
  const authorDate = new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z')
  return { id, authorDate, message: lines.join('\n').trim() }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8')
}
