import type { ChangeSet, Stack } from '../../core/ports/stacks.ts'
import type { StageError } from '../../core/run/stage-error.ts'
import type { FingerprintedPlan } from '../plan/plan.ts'
import type { PlanReview } from '../plan/values/review.ts'
import type { Deployment } from './deployment.ts'

/** What one step of a deployment led to. */
export type Step =
  | LastStep
  /** The obstacle is gone: read the stack again. */
  | { readonly kind: 'again' }
  /** The stack, or the change set with our name, differs from what was read: read again. */
  | { readonly kind: 'conflict'; readonly error: StageError }

/** The step that ends a deployment, and what it was made from. */
export type LastStep = { readonly deployment: Deployment } & (
  | {
      readonly kind: 'deployed'
      /** The stack after the operation. */
      readonly stack: Stack
      /** Undefined when an earlier run began the operation. */
      readonly plan?: FingerprintedPlan
      readonly review?: PlanReview
      readonly changeSet?: ChangeSet
    }
  | {
      /** There is nothing to change, or the run stops after the plan. */
      readonly kind: 'no-changes' | 'planned'
      readonly plan: FingerprintedPlan
      readonly review: PlanReview
      readonly changeSet: ChangeSet
    }
)
