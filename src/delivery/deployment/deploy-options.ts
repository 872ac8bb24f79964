import type { Part } from '../../core/run/next-step.ts'
import type { ArtifactPolicy } from '../plan/artifact-policy.ts'
import type { ReleaseNews } from '../plan/model/release-news.ts'
import type { ChangeCounts, FingerprintedPlan } from '../plan/plan.ts'
import type { PlanStore } from '../plan/plan-store.ts'
import type { PlanReview } from '../plan/values/review.ts'
import type { StackPolicy } from './stack/stack-status.ts'

/** The template of a deployment: its text, with its S3 address when it is already stored there, or only an address. */
export type TemplateSource =
  | { readonly text: string /** The name that messages use. */; readonly name: string; readonly url?: string }
  | { readonly url: string }

/**
 * `only` stops after the plan; `exactly` executes only the plan with this fingerprint; `lossless` executes any plan that
 * loses no data, unless the stack has changed since a time (ISO 8601, UTC); `empty` executes none.
 */
export type PlanChoice =
  | { readonly kind: 'only' }
  | { readonly kind: 'exactly'; readonly fingerprint: string }
  | { readonly kind: 'lossless'; readonly unchangedSince?: string }
  | { readonly kind: 'empty' }

/** The stack as it should become. */
export interface DesiredStack {
  readonly stack: string
  readonly template: TemplateSource
  readonly parameters: Readonly<Record<string, string>>
  /** Names of parameters that keep their value in the stack. */
  readonly keptParameters?: readonly string[]
  /**
   * For parameters with a default that are not given: `keep` the value of the stack (default), or use the `default`.
   */
  readonly missingParameters?: 'keep' | 'default'
  /** Undefined keeps the tags of the stack. */
  readonly tags?: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  /** Service role that CloudFormation assumes. */
  readonly roleArn?: string
  readonly notificationArns?: readonly string[]
  readonly terminationProtection?: boolean
  readonly importExisting?: boolean
  readonly revertDrift?: boolean
  /** By default nested stacks are included when there are any. */
  readonly includeNested?: boolean
  readonly changeSetName?: string
  /** Prefix in the bucket for a large template. Default: with the contents of releases. */
  readonly bucketPrefix?: string
  /** Digest of the release, for the parameter `LiftlockRelease` of templates that declare it. */
  readonly release?: string
  /** Artifact bucket, for `LiftlockArtifactBucket` and for templates above 51,200 bytes. */
  readonly bucket?: string
}

/** What the run may do, how long it may take, and what is called before it changes anything. */
export interface DeploymentPermissions {
  /** Without it, any plan is executed. */
  readonly plan?: PlanChoice | undefined
  readonly policy: StackPolicy
  /** Limit for the whole run; a started operation continues after it. Default: one hour. */
  readonly timeoutSeconds?: number
  /**
   * With a plan of kind `only`: names the change set so that no other run uses it, and removes it after an interruption
   * too.
   */
  readonly preview?: boolean
  /** With a plan of kind `only`: keeps the change set, so that another run can execute it. */
  readonly keepChangeSet?: boolean
  /** Keeps a failed change set for inspection. */
  readonly keepFailedChangeSet?: boolean
  /** Artifact buckets that no role of the template may write to. Without it, nothing is compared. */
  readonly artifacts?: ArtifactPolicy
  /** Digest of the release that runs now; an approval is valid for this release only. */
  readonly runs?: string | undefined
  /**
   * Resolves when all contents that the template refers to are verified. If it throws, the run stops before it shows a
   * plan.
   */
  readonly verified?: () => Promise<void>
  /** Called right before each call that changes the stack. If it throws, the run stops. */
  readonly guard?: () => Promise<void>
  /** Called before the execution. It throws when a right is missing that the run needs after the execution. */
  readonly requireRights?: () => Promise<void>
  /** Called with the plan before its execution. If it throws, the change set is removed and nothing is executed. */
  readonly beforeExecution?: (plan: FingerprintedPlan) => Promise<void>
  /**
   * Called with the stack's id after the plan is found to be the approved one, or one that needs no approval, and before
   * its execution.
   */
  readonly onApproved?: (plan: FingerprintedPlan, stackId: string) => Promise<void>
}

/** How the plan is shown, and where it is stored for the run that executes it. */
export interface PlanDisplay {
  /** Name of the environment, or another short name. */
  readonly label?: string
  /** Finds what is new since the release that runs. */
  readonly news?: () => Promise<ReleaseNews | undefined>
  /** The evidence that the release satisfied, and whether it is signed; one line each. */
  readonly evidenceLines?: readonly string[]
  /** The command that executes exactly the plan with this fingerprint. */
  readonly planCommand?: ((fingerprint: string) => Part) | undefined
  /** The folder for `plan.json`, where an approved plan is also looked up. */
  readonly reportFolder?: string
  /** Where plans are stored for the run that executes them. */
  readonly plans?: PlanStore
}

/** One deployment of one stack. */
export interface DeploymentRequest {
  readonly desired: DesiredStack
  readonly permitted: DeploymentPermissions
  readonly shown: PlanDisplay
}

/** The result of a successful deployment; every other end is a StageError. */
export interface DeployResult {
  readonly outcome: 'succeeded' | 'no-changes'
  /** Undefined when the plan for a new stack was removed again. */
  readonly stackId: string | undefined
  readonly outputs: Readonly<Record<string, string>>
  /** Undefined when there was nothing to change, or when the run followed the operation of an earlier run. */
  readonly plan: FingerprintedPlan | undefined
  /** The values of the plan before and after; undefined without a plan. */
  readonly review?: PlanReview | undefined
  /** Fingerprint of the plan; an empty plan has one when the run only made a plan. */
  readonly fingerprint: string | undefined
  readonly changeSetId: string | undefined
  readonly changeSetName: string | undefined
  /** `2 replaced, 4 changed, 1 added, 0 removed`. */
  readonly summary: string
  readonly changes: ChangeCounts
  /** SHA-256 of the values of the given parameters, hex. */
  readonly parametersDigest: string
  readonly planFile: string | undefined
  /** Digest of the release that ran before, when it is known. */
  readonly runs: string | undefined
  /** Whether the evidence of the deployment is signed, and by whom; undefined without evidence. */
  readonly signature?: string
}
