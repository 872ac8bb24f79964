/** States of a deployment (GitHub Docs, "REST API endpoints for deployment statuses"). */
export type DeploymentState = 'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success'

/** What was, or is, brought to an environment. */
export interface Deployment {
  readonly id: number
  readonly ref: string
  readonly sha: string
  readonly task: string
  readonly environment: string
  readonly description: string
  /** Values of our own, as they were given. */
  readonly payload: Readonly<Record<string, unknown>>
  /** ISO 8601. */
  readonly createdAt: string
}

/** One step of a deployment. */
export interface DeploymentStatus {
  readonly state: DeploymentState
  /** Cut after 140 characters when it is written. */
  readonly description?: string
  /** Address of the log. */
  readonly logUrl?: string
  /** Address of what was deployed. */
  readonly environmentUrl?: string
}

/**
 * Deployments and their statuses. A job that names an environment makes a deployment by itself. All functions throw
 * ForgeError `no-right`, `rate-limited` and `unavailable`; those with an id throw `not-found`.
 */
export interface Deployments {
  /** Newest first. @param most default: 100 */
  list(
    filter: { readonly environment?: string; readonly ref?: string; readonly sha?: string; readonly task?: string },
    most?: number,
  ): Promise<readonly Deployment[]>
  /**
   * Creates a deployment without merging and without waiting for checks. A call that was disturbed is looked up again
   * by `payload`, so give one that no other run has.
   * @throws ForgeError `validation` for an unknown ref
   */
  create(deployment: {
    readonly ref: string
    readonly environment: string
    /** Default: `deploy`. */
    readonly task?: string
    readonly description?: string
    readonly payload: Readonly<Record<string, unknown>>
    readonly production?: boolean
    /** Whether the environment will be gone at some time, such as a preview. */
    readonly transient?: boolean
  }): Promise<Deployment>
  /** Newest first. */
  statuses(deployment: number): Promise<readonly (DeploymentStatus & { readonly createdAt: string })[]>
  /**
   * Adds a status.
   * @param status `autoInactive` turns older ones of the environment inactive on success. Default: true
   */
  addStatus(deployment: number, status: DeploymentStatus & { readonly autoInactive?: boolean }): Promise<void>
  /** Deletes an inactive deployment; a missing one is fine. @throws ForgeError `validation` for an active one */
  delete(deployment: number): Promise<void>
}
