/** An environment with its rules. */
export interface Environment {
  readonly name: string
  readonly url: string
  /** Whoever may approve: logins, and slugs of teams. Empty without required reviewers. */
  readonly reviewers: readonly { readonly kind: 'user' | 'team'; readonly name: string }[]
  /** Whether whoever started the run may not approve it. */
  readonly preventsSelfReview: boolean
  readonly waitMinutes: number
  /** Which branches may deploy. */
  readonly branches: 'all' | 'protected' | 'chosen'
  readonly adminsMayBypass: boolean
}

/** Environments. All functions throw ForgeError `no-right`, `rate-limited` and `unavailable`. */
export interface Environments {
  /** Undefined when there is none, or the repository has none at all. */
  find(name: string): Promise<Environment | undefined>
  list(): Promise<readonly Environment[]>
}

/** What a reviewer answered. */
export interface Review {
  readonly state: 'approved' | 'rejected' | 'pending'
  /** Login. */
  readonly user: string
  readonly comment: string
  /** Names of the environments that were answered for. */
  readonly environments: readonly string[]
}

/** An environment that a run waits for. */
export interface PendingReview {
  readonly environment: { readonly id: number; readonly name: string }
  /** Whether the token's user may answer. */
  readonly mayAnswer: boolean
  readonly reviewers: Environment['reviewers']
}

/** One run of a workflow. */
export interface WorkflowRun {
  readonly id: number
  readonly attempt: number
  readonly workflow: string
  readonly event: string
  readonly branch: string
  readonly sha: string
  /** Every status of the forge, such as `queued`, `waiting`, `completed`. */
  readonly status: string
  readonly conclusion?: string
  readonly actor?: string
  readonly url: string
  /** ISO 8601. */
  readonly createdAt: string
}

/**
 * Runs of workflows. All functions throw ForgeError `no-right`, `rate-limited`, `unavailable`, and `not-found` for an
 * unknown run or workflow.
 */
export interface WorkflowRuns {
  read(run: number): Promise<WorkflowRun>
  /** Newest first. @param filter `workflow` is a file name such as `deliver.yml` @param most default: 100 */
  list(
    filter: { readonly workflow?: string; readonly branch?: string; readonly event?: string; readonly sha?: string },
    most?: number,
  ): Promise<readonly WorkflowRun[]>
  /** The answers of reviewers, over all attempts of the run. Needs `actions: read`. */
  reviews(run: number): Promise<readonly Review[]>
  /** What a run waits for now. */
  pendingReviews(run: number): Promise<readonly PendingReview[]>
  /**
   * Answers for environments that a run waits for. The token has to belong to a reviewer: that of a job does not.
   * @throws ForgeError `conflict` when the run no longer waits for one of them
   */
  review(
    run: number,
    answer: {
      readonly environments: readonly number[]
      readonly state: 'approved' | 'rejected'
      readonly comment: string
    },
  ): Promise<void>
  /**
   * Starts a workflow that has `workflow_dispatch`. It is never repeated by itself after a disturbed call, because a
   * second run could start.
   * @param workflow file name such as `deliver.yml`
   * @param ref branch or tag, without `refs/`
   * @returns the run, where the forge names it
   * @throws ForgeError `validation` for unknown inputs, or a workflow that has no such trigger
   */
  dispatch(
    workflow: string,
    ref: string,
    inputs: Readonly<Record<string, string>>,
  ): Promise<{ readonly run?: { readonly id: number; readonly url: string } }>
  /**
   * Starts workflows that have `repository_dispatch` for an event; never repeated by itself.
   * @param payload 10 members at most, below 64 KB
   * @throws ForgeError `validation`
   */
  dispatchRepository(event: string, payload: Readonly<Record<string, unknown>>): Promise<void>
}
