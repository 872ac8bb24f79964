import type { AwsAccount } from '../../core/ports/aws.ts'
import type { Part } from '../../core/run/next-step.ts'
import type { ArtifactPolicy } from '../plan/artifact-policy.ts'
import type { ChangeCounts, FingerprintedPlan } from '../plan/plan.ts'
import type { PlanStore } from '../plan/plan-store.ts'
import type { StackPolicy } from './stack-status.ts'

/** The template of a deployment: its text, with an S3 address when it lies there already, or an address alone. */
export type TemplateSource =
  | { readonly text: string /** For messages. */; readonly name: string; readonly url?: string }
  | { readonly url: string }

/** `only` stops once the plan is known; `exactly` executes the plan of this fingerprint and no other. */
export type PlanChoice = { readonly kind: 'only' } | { readonly kind: 'exactly'; readonly fingerprint: string }

/** What the stack should become. */
export interface DesiredStack {
  readonly account: AwsAccount
  readonly stack: string
  readonly template: TemplateSource
  readonly parameters: Readonly<Record<string, string>>
  /** Names whose value in the stack stays as it is. */
  readonly keptParameters?: readonly string[]
  /** Parameters that are not given but have a default: `keep` what the stack has (default), or take the `default`. */
  readonly missingParameters?: 'keep' | 'default'
  /** Undefined leaves the tags of the stack as they are. */
  readonly tags?: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  /** Service role that CloudFormation works with. */
  readonly roleArn?: string
  readonly notificationArns?: readonly string[]
  readonly terminationProtection?: boolean
  readonly importExisting?: boolean
  readonly revertDrift?: boolean
  /** By default nested stacks are looked into when there are any. */
  readonly includeNested?: boolean
  readonly changeSetName?: string
  /** Where in the bucket a large template is put. Default: among the contents of releases. */
  readonly bucketPrefix?: string
  /** Digest of the release, for the parameter `LiftlockRelease` of templates that declare it. */
  readonly release?: string
  /** Artifact bucket, for `LiftlockArtifactBucket` and for templates above 51,200 bytes. */
  readonly bucket?: string
}

/** What the run may do to get there, how long, and who is asked before. */
export interface DeploymentPermissions {
  /** Without it the plan is executed as it comes. */
  readonly plan?: PlanChoice | undefined
  readonly policy: StackPolicy
  /** How long we wait for everything together; the operation goes on without us. Default: one hour. */
  readonly timeoutSeconds?: number
  /** With a plan of kind `only`: the change set stays, so that another run can execute it. */
  readonly keepChangeSet?: boolean
  /** A change set that failed stays, to be looked at. */
  readonly keepFailedChangeSet?: boolean
  /** Artifact buckets that no role of the template may write to. Without it nothing is compared. */
  readonly artifacts?: ArtifactPolicy
  /** Digest of the release that runs there; a plan is approved upon it. */
  readonly runs?: string | undefined
  /** Ends once all that the template refers to is verified; what it throws stops the run before a plan is shown. */
  readonly verified?: () => Promise<void>
  /** Called right before each call that changes the stack; what it throws stops the run. */
  readonly guard?: () => Promise<void>
  /** Called before anything is executed: throws when a right is missing that is needed after the execution. */
  readonly requireRights?: () => Promise<void>
  /** Called when the plan is the approved one, before it is executed, with the id of the stack. */
  readonly onApproved?: (plan: FingerprintedPlan, stackId: string) => Promise<void>
}

/** How the plan is shown, and where it is kept for the run that executes it. */
export interface PlanDisplay {
  /** Environment or other short name. */
  readonly label?: string
  /** What let the release in, and whether that is signed, one line each. */
  readonly evidenceLines?: readonly string[]
  /** The command that executes exactly the plan of a fingerprint. */
  readonly planCommand?: (fingerprint: string) => Part
  /** Where `plan.json` is written, and an approved plan is looked for. */
  readonly reportFolder?: string
  /** Where plans are kept for the run that executes them. */
  readonly plans?: PlanStore
}

/** One deployment of one stack. */
export interface DeploymentRequest {
  readonly desired: DesiredStack
  readonly permitted: DeploymentPermissions
  readonly shown: PlanDisplay
}

/** How a deployment ended; everything else is a StageError. */
export interface DeployResult {
  readonly outcome: 'succeeded' | 'no-changes'
  /** Undefined when a plan for a new stack left nothing behind. */
  readonly stackId: string | undefined
  readonly outputs: Readonly<Record<string, string>>
  /** Undefined when there was nothing to change, or when an operation of an earlier run was followed. */
  readonly plan: FingerprintedPlan | undefined
  /** Of the plan; also of one that changes nothing, where only a plan was asked for. */
  readonly fingerprint: string | undefined
  readonly changeSetId: string | undefined
  readonly changeSetName: string | undefined
  /** `2 replaced, 4 changed, 1 added, 0 removed`. */
  readonly summary: string
  readonly changes: ChangeCounts
  /** SHA-256 over the values of the parameters that were set, hex. */
  readonly parametersDigest: string
  readonly planFile: string | undefined
  /** Digest of the release that ran there before, where that is known. */
  readonly runs: string | undefined
  /** Whether the evidence of the deployment is signed, and by whom; undefined where there is none. */
  readonly signature?: string
}
