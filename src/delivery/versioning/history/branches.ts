import type { Commit } from './commit.ts'

/** What one merge brought into the branch of its first parent. */
export interface Branch {
  /** The number in the message of the merge, as GitHub writes it. */
  readonly pullRequest: number | undefined
  /** The branch that the merge itself is on; undefined for the main line. */
  readonly outer: Branch | undefined
  /** Whether the merge was taken back, and with it all that it brought. */
  takenBack: boolean
  /** Whether a commit of it has a change that users see. */
  told: boolean
}

export interface Place {
  /** Undefined on the main line. */
  readonly branch: Branch | undefined
  /** What the commit brings in, if it is a merge. */
  readonly merged: Branch | undefined
}

/**
 * Tells for each commit by which merge it came in. Commits come with children before parents; a commit that the main line
 * reaches too belongs to the main line. Only the commits whose children were seen are remembered.
 */
export function branchTracker(): (commit: Commit) => Place {
  const branches = new Map<string, Branch | undefined>()
  return ({ hash, parents, message }) => {
    const branch = branches.get(hash)
    branches.delete(hash)
    const [first, ...others] = parents
    if (first !== undefined && (branch === undefined || !branches.has(first))) branches.set(first, branch)
    if (others.length === 0) return { branch, merged: undefined }
    const merged = { pullRequest: numberOf(message), outer: branch, takenBack: false, told: false }
    for (const parent of others) if (!branches.has(parent)) branches.set(parent, merged)
    return { branch, merged }
  }
}

/** The branch with those around it, from the inside. */
export function* around(branch: Branch | undefined): Generator<Branch> {
  for (let each = branch; each !== undefined; each = each.outer) yield each
}

function numberOf(message: string): number | undefined {
  const number = /^\s*Merge pull request #(\d{1,9}) from /.exec(message)?.[1]
  return number === undefined ? undefined : Number(number)
}
