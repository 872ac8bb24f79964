import type { ActionTypeId, Declaration, DeclaredEnvironmentVariable, RetryMode } from './declaration.ts'

/** Everything that is known of one pipeline. It is plain JSON, so that it outlives the process. Times: epoch ms. */
export interface PipelineRecord {
  readonly account: string
  readonly region: string
  readonly name: string
  /** By version, the first at index 0. */
  readonly declarations: Declaration[]
  readonly created: number
  updated: number
  tags: Record<string, string>
  /** Transitions into stages that somebody disabled, by the name of the stage. */
  transitions: Record<string, DisabledTransition>
  /** Oldest first. */
  readonly executions: ExecutionRecord[]
  /** Executions by the token of the request that started them. */
  readonly tokens: Record<string, string>
  /** Revisions that somebody put for a source action, by the names of stage and action and their id. */
  putRevisions: Record<string, { readonly execution: string }>
  /** The newest revision of each source that is polled, by the names of stage and action. */
  polled?: Record<string, string>
  /** Counts what arrives at stages and enters them, so that the order is known. */
  entries: number
  /** Events that were not delivered yet. */
  readonly outbox: PipelineEvent[]
  /** The request of CloudFormation that was carried out last: an answer that was lost is asked for again. */
  request?: string
}

export interface DisabledTransition {
  readonly reason: string
  readonly at: number
  readonly by: string
}

export type ExecutionStatus =
  | 'InProgress'
  | 'Stopping'
  | 'Stopped'
  | 'Succeeded'
  | 'Superseded'
  | 'Failed'
  | 'Cancelled'

export interface ExecutionRecord {
  readonly id: string
  /** Number of `PipelineRecord.entries` when it began: its place among the others. */
  readonly number?: number
  readonly version: number
  readonly type: 'STANDARD' | 'ROLLBACK'
  readonly trigger: Trigger
  readonly started: number
  updated: number
  status: ExecutionStatus
  statusSummary?: string
  stop?: { abandon: boolean; readonly reason?: string; readonly by: string }
  readonly variables: Record<string, string>
  readonly sourceRevisions: readonly SourceRevision[]
  readonly artifacts: Record<string, ArtifactLocation>
  readonly namespaces: Record<string, Record<string, string>>
  readonly revisions: ArtifactRevision[]
  /** How many times stages were tried again. */
  retries: number
  readonly rollbackTarget?: string
  /** The pipeline was updated: the execution does not go on. */
  parked?: true
  /** Index of the stage that it waits for, or that it is in. */
  position: number
  /** Number of `PipelineRecord.entries` when it began to wait for that stage. */
  arrival?: number
  inStage: boolean
  /** Stages that it entered, in their order. */
  readonly stages: StageRecord[]
}

export interface Trigger {
  readonly triggerType: string
  readonly triggerDetail?: string
}

export interface SourceRevision {
  readonly actionName: string
  readonly revisionType: string
  readonly revisionValue: string
}

export interface ArtifactLocation {
  readonly bucket: string
  readonly key: string
}

export interface ArtifactRevision {
  readonly name: string
  readonly revisionId: string
  readonly revisionSummary?: string
  readonly revisionUrl?: string
  readonly created?: number
}

export type StageStatus = 'InProgress' | 'Stopping' | 'Stopped' | 'Succeeded' | 'Failed' | 'Cancelled' | 'Skipped'
export type ConditionPlace = 'beforeEntry' | 'onSuccess' | 'onFailure'

export interface StageRecord {
  readonly name: string
  /** Number of `PipelineRecord.entries` when it was entered last. */
  entry: number
  status: StageStatus
  /** What is done now: a condition, the actions, or nothing. */
  phase: ConditionPlace | 'actions' | 'ended'
  readonly conditions: Partial<Record<ConditionPlace, ConditionRecord>>
  /** The action execution that counts for each action of this attempt. */
  current: Record<string, string>
  /** All attempts, oldest first. */
  readonly actions: ActionRecord[]
  readonly rules: RuleRecord[]
  automaticRetries: number
  manualRetries: number
  latestRetryTrigger?: 'AutomatedStageRetry' | 'ManualStageRetry'
}

export type ConditionStatus = 'InProgress' | 'Failed' | 'Succeeded' | 'Cancelled' | 'Abandoned' | 'Overridden'

export interface ConditionRecord {
  status: ConditionStatus
  updated: number
  /** Ids of the runs of its rules, in their order. */
  rules: string[]
}

/** What the providers of actions and rules are told, and what they told. */
export interface WorkRecord {
  readonly id: string
  readonly name: string
  status: 'InProgress' | 'Abandoned' | 'Succeeded' | 'Failed'
  readonly started: number
  updated: number
  updatedBy?: string
  /** When it fails by itself. */
  readonly expires?: number
  readonly configuration: Readonly<Record<string, string>>
  /** With the values of variables in it. */
  readonly resolvedConfiguration: Readonly<Record<string, string>>
  readonly commands?: readonly string[]
  readonly roleArn?: string
  readonly region?: string
  readonly inputs: readonly NamedArtifact[]
  /** What the provider needs to go on after a restart. */
  checkpoint?: string
  externalExecutionId?: string
  externalExecutionUrl?: string
  summary?: string
  error?: { readonly code: string; readonly message: string }
}

export interface NamedArtifact extends ArtifactLocation {
  readonly name: string
  readonly files?: readonly string[]
}

export interface ActionRecord extends WorkRecord {
  readonly type: ActionTypeId
  readonly runOrder: number
  /** When it fails by itself because nobody has answered for it. */
  answerExpires?: number
  readonly namespace?: string
  readonly environmentVariables?: readonly DeclaredEnvironmentVariable[]
  readonly outputs: readonly NamedArtifact[]
  /** Names of the variables that it gives. */
  readonly outputVariableNames?: readonly string[]
  outputVariables?: Readonly<Record<string, string>>
  logStreamArn?: string
}

export interface RuleRecord extends WorkRecord {
  readonly place: ConditionPlace
  readonly provider: string
}

/** What a request for a retry says, and what an automatic one does. */
export interface Retry {
  readonly mode: RetryMode
  readonly trigger: 'AutomatedStageRetry' | 'ManualStageRetry'
}

/** A change of state as EventBridge is told. */
export interface PipelineEvent {
  readonly id: string
  readonly time: number
  readonly detailType: `CodePipeline ${'Pipeline' | 'Stage' | 'Action'} Execution State Change`
  readonly detail: Readonly<Record<string, unknown>>
}
