import type { Signature } from './refs.ts'

/** One commit. */
export interface Commit {
  readonly sha: string
  readonly message: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Author
  /** When it was committed; ISO 8601, UTC. */
  readonly date: string
  readonly signature: Signature
  readonly url: string
}

/** Who wrote a commit. */
export interface Author {
  readonly name: string
  readonly email: string
  /** Login on the forge; left out for an address that the forge does not know. */
  readonly login?: string
}

/** How one commit lies to another. */
export interface Comparison {
  readonly status: 'identical' | 'ahead' | 'behind' | 'diverged'
  /** Commits of `head` that `base` lacks, and the other way round. */
  readonly ahead: number
  readonly behind: number
  readonly mergeBase: string
}

/** Commits in their order, oldest first. */
export interface CommitList {
  readonly commits: readonly Commit[]
  /** Whether the oldest ones were left out, because there are more than was asked for. */
  readonly cut: boolean
}

/** A pull request that brought a commit. */
export interface SourcePullRequest {
  readonly number: number
  readonly title: string
  readonly labels: readonly string[]
  readonly merged: boolean
}

/** Who wrote a commit, and which pull requests brought it. */
export interface CommitOrigin {
  readonly login?: string
  readonly pullRequests: readonly SourcePullRequest[]
}

/**
 * Commits. A revision is a SHA, a branch or a tag. All functions throw ForgeError `not-found` for an unknown revision,
 * `no-right`, `rate-limited` and `unavailable`.
 */
export interface History {
  /** The commit that a revision names. */
  read(revision: string): Promise<Commit>
  compare(base: string, head: string): Promise<Comparison>
  /**
   * Commits that `head` has and `base` lacks, oldest first.
   * @param base undefined for all ancestors
   * @param most how many to read at most, the newest ones. Default: 1,000
   */
  since(base: string | undefined, head: string, most?: number): Promise<CommitList>
  /**
   * Logins and pull requests of commits, by SHA. Commits that the forge does not know are left out. One call serves 50
   * commits.
   */
  origins(commits: readonly string[]): Promise<ReadonlyMap<string, CommitOrigin>>
}
