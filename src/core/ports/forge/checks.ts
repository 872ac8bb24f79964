export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required'
  | 'stale'
  | 'startup_failure'

/** A remark on lines of a file. */
export interface CheckAnnotation {
  readonly path: string
  /** From 1. */
  readonly startLine: number
  readonly endLine: number
  readonly level: 'notice' | 'warning' | 'failure'
  /** Cut after 64 KB. */
  readonly message: string
  /** Cut after 255 characters. */
  readonly title?: string
}

/** What a check run says. Texts are cut to 65,535 characters each. */
export interface CheckOutput {
  readonly title: string
  /** Markdown. */
  readonly summary: string
  /** Markdown. */
  readonly text?: string
  /** Sent in batches of 50, in their order. An update adds to those that are there. */
  readonly annotations?: readonly CheckAnnotation[]
}

/** Where a check run is. */
export type CheckProgress =
  | { readonly status: 'queued' | 'in_progress' }
  | { readonly status: 'completed'; readonly conclusion: CheckConclusion }

/** A check run of a commit. */
export interface CheckRun {
  readonly id: number
  readonly name: string
  readonly sha: string
  /** Every status of the forge, such as `waiting`. */
  readonly status: string
  readonly conclusion?: CheckConclusion
  readonly url: string
  readonly detailsUrl?: string
  /** A value of our own. */
  readonly externalId?: string
  readonly title?: string
  readonly summary?: string
  readonly text?: string
  /** Slug of the app that made it, such as `github-actions`. */
  readonly app?: string
}

/** The state of one check or status, the newest of its name. */
export interface CheckState {
  readonly name: string
  readonly source: 'check' | 'status'
  readonly state: 'passed' | 'failed' | 'pending'
  readonly url?: string
}

/** Where a required check of a commit is. */
export interface RequiredCheck {
  readonly name: string
  readonly state: CheckState['state'] | 'missing'
  readonly url?: string
}

/** A commit status. */
export interface CommitStatus {
  /** Its name. */
  readonly context: string
  readonly state: 'error' | 'failure' | 'pending' | 'success'
  /** Cut after 140 characters when it is written. */
  readonly description?: string
  readonly targetUrl?: string
}

/**
 * Check runs and statuses of commits. Only apps and the token of a job may write check runs. All functions throw
 * ForgeError `no-right`, `rate-limited`, `unavailable`, and `validation` for an unknown commit.
 */
export interface Checks {
  /** Newest of each name, by name. @param name only those of this name */
  list(commit: string, name?: string): Promise<readonly CheckRun[]>
  /** With all its texts. @throws ForgeError `not-found` */
  read(id: number): Promise<CheckRun>
  /**
   * Creates a check run. A call that was disturbed is looked up again by name and `externalId`.
   */
  create(
    check: CheckProgress & {
      readonly name: string
      readonly commit: string
      readonly externalId: string
      readonly detailsUrl?: string
      readonly output?: CheckOutput
    },
  ): Promise<CheckRun>
  /** @throws ForgeError `not-found` */
  update(
    id: number,
    change: Partial<CheckProgress> & { readonly detailsUrl?: string; readonly output?: CheckOutput },
  ): Promise<CheckRun>
  /** Adds a status to a commit: the newest of a context counts. @throws ForgeError `validation` from the 1,001st on */
  setStatus(commit: string, status: CommitStatus): Promise<void>
  /** Newest of each context. */
  statuses(commit: string): Promise<readonly CommitStatus[]>
  /** All check runs and statuses of a commit, the newest of each name. */
  states(commit: string): Promise<readonly CheckState[]>
  /** What the rules of a branch require, and where it is for a commit. @throws ForgeError `not-found` */
  required(branch: string, commit: string): Promise<readonly RequiredCheck[]>
}
