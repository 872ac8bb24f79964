import type { List, Value } from './intrinsic.ts'

/**
 * A pipeline in the words of the service (CodePipeline API Reference, `PipelineDeclaration`), V1 or V2. A value that
 * only a deployment knows stays a function of CloudFormation.
 */
export interface Pipeline {
  /** Left out in a template: CloudFormation makes one. */
  readonly name?: Value<string>
  readonly roleArn: Value<string>
  readonly pipelineType?: Value<'V1' | 'V2'>
  readonly executionMode?: Value<ExecutionMode>
  readonly artifactStore?: Value<ArtifactStore>
  readonly artifactStores?: List<RegionStore>
  readonly variables?: List<VariableDeclaration>
  readonly triggers?: List<Trigger>
  readonly stages: List<Stage>
}

export type ExecutionMode = 'QUEUED' | 'SUPERSEDED' | 'PARALLEL'

/** A pipeline with what stands beside it in a template, or in an answer of the service. */
export interface PipelineDefinition {
  readonly pipeline: Pipeline
  readonly settings: ResourceSettings
  /** What only a deployed pipeline has. */
  readonly deployed?: {
    readonly version?: number
    /** ARN and times. */
    readonly metadata?: Readonly<Record<string, unknown>>
  }
}

/** What a template says of a pipeline, and `GetPipeline` does not answer. */
export interface ResourceSettings {
  readonly tags?: List<{ readonly key: Value<string>; readonly value: Value<string> }>
  readonly restartExecutionOnUpdate?: Value<boolean>
  readonly disableInboundStageTransitions?: List<{
    readonly stageName: Value<string>
    readonly reason: Value<string>
  }>
}

/** A bucket for artifacts. */
export interface ArtifactStore {
  readonly type: Value<'S3'>
  readonly location: Value<string>
  readonly encryptionKey?: Value<{ readonly id: Value<string>; readonly type: Value<'KMS'> }>
}

export interface RegionStore {
  readonly region: Value<string>
  readonly artifactStore: Value<ArtifactStore>
}

export interface VariableDeclaration {
  readonly name: Value<string>
  readonly defaultValue?: Value<string>
  readonly description?: Value<string>
}

export interface Trigger {
  readonly providerType: Value<'CodeStarSourceConnection'>
  readonly gitConfiguration: Value<GitConfiguration>
}

export interface GitConfiguration {
  readonly sourceActionName: Value<string>
  readonly push?: List<GitFilter>
  readonly pullRequest?: List<GitFilter & { readonly events?: List<'OPEN' | 'UPDATED' | 'CLOSED'> }>
}

/** Tags stand in filters of pushes only. */
export interface GitFilter {
  readonly tags?: Value<Patterns>
  readonly branches?: Value<Patterns>
  readonly filePaths?: Value<Patterns>
}

export interface Patterns {
  readonly includes?: List<string>
  readonly excludes?: List<string>
}

export interface Stage {
  readonly name: Value<string>
  readonly blockers?: List<{ readonly name: Value<string>; readonly type: Value<'Schedule'> }>
  readonly beforeEntry?: Value<Conditions>
  readonly onSuccess?: Value<Conditions>
  readonly onFailure?: Value<FailureConditions>
  readonly actions: List<Action>
}

export interface Conditions {
  readonly conditions: List<Condition>
}

export interface FailureConditions {
  readonly result?: Value<Result>
  readonly retryConfiguration?: Value<{ readonly retryMode?: Value<'FAILED_ACTIONS' | 'ALL_ACTIONS'> }>
  readonly conditions?: List<Condition>
}

export type Result = 'ROLLBACK' | 'FAIL' | 'RETRY' | 'SKIP'

export interface Condition {
  readonly result?: Value<Result>
  readonly rules?: List<Rule>
}

export interface Rule {
  readonly name: Value<string>
  readonly ruleTypeId: Value<{
    readonly category: Value<'Rule'>
    readonly owner?: Value<'AWS'>
    readonly provider: Value<string>
    readonly version?: Value<string>
  }>
  readonly configuration?: Configuration
  readonly commands?: List<string>
  readonly inputArtifacts?: List<InputArtifact>
  readonly region?: Value<string>
  readonly roleArn?: Value<string>
  readonly timeoutInMinutes?: Value<number>
}

export interface Action {
  readonly name: Value<string>
  readonly actionTypeId: Value<ActionTypeId>
  readonly runOrder?: Value<number>
  readonly configuration?: Configuration
  readonly commands?: List<string>
  readonly environmentVariables?: List<EnvironmentVariable>
  readonly inputArtifacts?: List<InputArtifact>
  readonly outputArtifacts?: List<OutputArtifact>
  readonly outputVariables?: List<string>
  readonly roleArn?: Value<string>
  readonly region?: Value<string>
  readonly namespace?: Value<string>
  readonly timeoutInMinutes?: Value<number>
}

export interface ActionTypeId {
  readonly category: Value<'Source' | 'Build' | 'Deploy' | 'Test' | 'Invoke' | 'Approval' | 'Compute'>
  readonly owner: Value<'AWS' | 'ThirdParty' | 'Custom'>
  readonly provider: Value<string>
  readonly version: Value<string>
}

/** The configuration of an action or a rule: what its provider takes. */
export type Configuration = Value<Readonly<Record<string, Value<string>>>>

export interface EnvironmentVariable {
  readonly name: Value<string>
  readonly value: Value<string>
  readonly type?: Value<'PLAINTEXT' | 'SECRETS_MANAGER'>
}

export interface InputArtifact {
  readonly name: Value<string>
}

export interface OutputArtifact {
  readonly name: Value<string>
  readonly files?: List<string>
}
