import { conventional } from '../changes/conventional-message.ts'
import { ownsFile, type ReleaseLine, takesEverything } from '../release-line.ts'
import type { Commit } from './commit.ts'

/**
 * Whether a commit belongs to the line: it changes a file of it. A commit that changes nothing, as one that only asks for
 * a version, belongs to the line that its scope names.
 */
export function belongsTo(line: ReleaseLine, commit: Commit): boolean {
  if (takesEverything(line)) return true
  if (commit.files.length > 0) return commit.files.some((file) => ownsFile(line, file))
  if (line.path === '') return true
  const subject = commit.message.trimStart().split('\n', 1)[0]!.trim()
  return commit.parents.length < 2 && line.name !== '' && conventional(subject)?.scope === line.name
}
