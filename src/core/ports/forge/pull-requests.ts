/** One pull request. */
export interface PullRequest {
  readonly number: number
  readonly url: string
  readonly title: string
  /** Empty when there is none. */
  readonly body: string
  readonly state: 'open' | 'closed'
  readonly merged: boolean
  /** Left out until it is merged. */
  readonly mergeCommit?: string
  readonly draft: boolean
  readonly head: {
    readonly branch: string
    readonly sha: string
    /** `owner/name`; left out when the repository is gone. */
    readonly repository?: string
  }
  readonly base: { readonly branch: string; readonly sha: string }
  readonly labels: readonly string[]
  /** Login; left out for an account that is gone. */
  readonly author?: string
}

/** A file that a pull request changes. */
export interface ChangedFile {
  readonly path: string
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed' | 'unchanged'
  readonly previousPath?: string
  readonly additions: number
  readonly deletions: number
}

/**
 * Pull requests of branches of this repository. All functions throw ForgeError `no-right`, `rate-limited` and
 * `unavailable`; those with a number throw `not-found`.
 */
export interface PullRequests {
  /**
   * The newest pull request from a branch of this repository; undefined when there is none.
   * @param state default: `open`
   */
  find(
    head: string,
    options?: { readonly base?: string; readonly state?: 'open' | 'closed' | 'all' },
  ): Promise<PullRequest | undefined>
  /** Those that a commit came with or is part of, newest first. */
  of(commit: string): Promise<readonly PullRequest[]>
  read(number: number): Promise<PullRequest>
  /**
   * @throws ForgeError `conflict` when the branch has an open one already, `validation` when a branch is missing or has
   * no new commits
   */
  create(pullRequest: {
    readonly head: string
    readonly base: string
    readonly title: string
    readonly body: string
    readonly draft?: boolean
  }): Promise<PullRequest>
  /** Changes the given members. @throws ForgeError `validation`, such as for one that cannot be opened again */
  update(
    number: number,
    change: {
      readonly title?: string
      readonly body?: string
      readonly base?: string
      readonly state?: 'open' | 'closed'
    },
  ): Promise<PullRequest>
  /** The forge names 3,000 files at most. */
  files(number: number): Promise<readonly ChangedFile[]>
  /** Ends the state of a draft; one that is ready is fine. */
  markReady(number: number): Promise<void>
  /** Labels that are missing in the repository are made. */
  addLabels(number: number, labels: readonly string[]): Promise<void>
  /** A label that it does not have is fine. */
  removeLabel(number: number, label: string): Promise<void>
}
