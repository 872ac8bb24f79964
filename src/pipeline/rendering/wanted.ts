import { partitionOf } from './partition.ts'
import type { PolicyStatement } from './policies.ts'

/** The pipeline that is wanted: everything that its templates depend on. */
export interface WantedPipeline {
  /** Name of the pipeline; the names of its roles begin with it. */
  readonly name: string
  readonly application: string
  readonly account: string
  readonly region: string
  readonly mode: 'QUEUED' | 'SUPERSEDED'
  /** Whether our commands deploy and promote, or the actions of CloudFormation. */
  readonly actions: 'commands' | 'cloudformation'
  readonly sources: Sources
  readonly staging: Place
  readonly production: Place
  readonly approval: {
    /** Who may take the role that approves: ARNs, and subjects of tokens of GitHub. */
    readonly approvers: readonly string[]
    readonly minutes: number
    /** Whether an answer needs a comment. */
    readonly comment: boolean
  }
  readonly window: { readonly cron: string; readonly timeZone: string } | undefined
  readonly alarms: {
    readonly before: readonly string[]
    readonly after: readonly string[]
    /** Minutes to watch the alarms after a deployment. */
    readonly wait: number
  }
  readonly emails: readonly string[]
  /** Subjects of tokens of GitHub that may take the role that starts. */
  readonly starters: readonly string[]
  readonly policies: StagePolicies
}

/** Objects in S3 that an execution begins with. */
export interface Sources {
  readonly bucket: string
  /** Key of the bundle that holds the sealed release. */
  readonly release: string
  /** Key of the archive with the toolkit and the configuration, and its only version that counts. */
  readonly toolkit: string
  readonly toolkitVersion: string
  /**
   * Digests of the configuration in that archive, hex, by the names of its files; undefined when somebody else uploaded
   * it.
   */
  readonly configuration?: Readonly<Record<string, string>> | undefined
}

/** An environment that the pipeline works in. */
export interface Place {
  readonly environment: string
  readonly account: string
  readonly region: string
  readonly stack: string
  readonly bucket: string
  /** ARN of the role that CloudFormation works with. */
  readonly serviceRole: string
  /** KMS key that signs evidence: ARN, `alias/<name>` or id. */
  readonly signingKey: string | undefined
  /** Buckets of the environments that a release passes before. */
  readonly sourceBuckets: readonly string[]
  /** Capabilities that a deployment acknowledges. */
  readonly capabilities: readonly string[]
  /** What `liftlock.yml` asks of a deployment here, and only our commands check: such as `quality-gate@staging`. */
  readonly requires: readonly string[]
  /** Types of resources that only our commands protect. */
  readonly protect: readonly string[]
}

/** What our stages call: the statements of `actions/<stage>/policy.json`. */
export interface StagePolicies {
  readonly deploy: readonly PolicyStatement[]
  readonly gate: readonly PolicyStatement[]
  /** Of a promotion that only plans. */
  readonly plan: readonly PolicyStatement[]
  readonly promote: readonly PolicyStatement[]
  readonly pipeline: readonly PolicyStatement[]
}

/** The ARN of a role without a path. */
export function roleArn({ account, region }: { account: string; region: string }, name: string): string {
  return `arn:${partitionOf(region)}:iam::${account}:role/${name}`
}

/** The ARN of the pipeline. */
export function pipelineArn({ name, account, region }: WantedPipeline): string {
  return `arn:${partitionOf(region)}:codepipeline:${region}:${account}:${name}`
}
