import type { Stack, StackParameter } from '../../../core/ports/stacks.ts'
import type { ChangeTree } from '../build-plan.ts'
import type { ReleaseNews } from '../model/release-news.ts'
import type { FingerprintedPlan, Plan, PlannedChange } from '../plan.ts'
import type { FoldedChanges } from './folded-changes.ts'
import type { ValueChange } from './value-change.ts'

/** One changed resource with what a reviewer has to know of it. */
export interface ReviewedChange {
  readonly resource: string
  readonly type: string
  readonly effect: PlannedChange['effect']
  readonly values: readonly ValueChange[]
  /** Further resources of the type whose values change in the same way. */
  readonly alike?: readonly string[]
  /** How many further values change, which are left out for their number. */
  readonly left?: number
  /** What a replacement means: which property forces it, and what happens to data. */
  readonly replacement?: string
}

/**
 * What people read beside a plan. It is made from what the fingerprint covers, the templates and parameters, but it is no
 * part of it: another way to show values leaves every approval valid.
 */
export interface PlanReview {
  /** Parameters and tags of the stack. */
  readonly settings: readonly ValueChange[]
  /** The changes that need thought, the most risky first. */
  readonly changes: readonly ReviewedChange[]
  /** Changes that only follow others, such as new code, by kind. */
  readonly folded: readonly FoldedChanges[]
  /** What is new since the release that runs; undefined for a template without a release. */
  readonly news?: ReleaseNews
  /** Why no values are shown. */
  readonly unseen?: string
}

/** What the values are worked out from. */
export interface ReviewFacts {
  readonly tree: ChangeTree
  readonly plan: Plan
  /** The stack as it was read; undefined when it does not exist. */
  readonly stack: Stack | undefined
  /** The parameters that the change set sets. */
  readonly parameters: readonly StackParameter[]
  /** Values that are hidden wherever they occur. */
  readonly secrets: readonly string[]
}

/** A plan with the values that people see beside it. */
export interface ReviewedPlan {
  readonly plan: FingerprintedPlan
  readonly review: PlanReview
}
