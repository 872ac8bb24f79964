import type { Outcome } from '../../core/run/outcome.ts'

/** Where in a pipeline something happened. */
export interface ActionPlace {
  readonly stage: string
  readonly action: string
  readonly actionExecutionId: string | undefined
}

/** Why an execution of a pipeline ended as it did. */
export type EndCause =
  | { readonly kind: 'succeeded' }
  /** The creation of a pipeline of ours began it, and it ended because it names no release. */
  | { readonly kind: 'creation-run' }
  /** A reviewer said no; `by` is the ARN of the reviewer. */
  | { readonly kind: 'approval-rejected'; readonly place: ActionPlace; readonly by: string; readonly comment?: string }
  /** Nobody answered in time. */
  | { readonly kind: 'approval-expired'; readonly place: ActionPlace }
  /** The pipeline was changed while the approval waited. */
  | { readonly kind: 'approval-stale'; readonly place: ActionPlace }
  /** A rule of a condition said no. */
  | { readonly kind: 'condition-failed'; readonly stage: string; readonly rule: string; readonly message?: string }
  /** A stage of ours ended so, and wrote down why. */
  | { readonly kind: 'own-stage'; readonly place: ActionPlace; readonly reason?: string }
  | { readonly kind: 'action-failed'; readonly place: ActionPlace; readonly code?: string; readonly message?: string }
  /** The execution failed, and no action did, such as one that lacks the value of a variable. */
  | { readonly kind: 'execution-failed'; readonly message?: string }
  /**
   * What failed first, and what came of rolling back; `to` is the execution whose state runs again then. A rollback that
   * a stage of ours refused has changed nothing.
   */
  | {
      readonly kind: 'rolled-back' | 'rollback-failed' | 'rollback-refused' | 'rollback-runs'
      readonly rollback: string | undefined
      readonly to?: string
      readonly first: EndCause
    }
  /** Another execution took the place; undefined when it was not found. */
  | { readonly kind: 'superseded'; readonly by: string | undefined }
  /** The pipeline was updated or deleted. */
  | { readonly kind: 'cancelled'; readonly message?: string }
  | { readonly kind: 'stopped'; readonly byUs: boolean; readonly comment?: string }
  /** Stopped, and what these actions started goes on without the pipeline. */
  | {
      readonly kind: 'abandoned'
      readonly byUs: boolean
      readonly places: readonly ActionPlace[]
      readonly comment?: string
    }
  /** The execution goes on, and we do not follow it any longer. */
  | { readonly kind: 'time-is-over' }

/** How an execution of a pipeline ended. */
export interface RunEnd {
  readonly outcome: Outcome
  readonly cause: EndCause
}
