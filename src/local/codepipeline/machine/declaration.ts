import { own } from '../../../core/run/own.ts'

/** A pipeline that the admission let in: the literal values of `PipelineDeclaration`, in the words of the service. */
export interface Declaration {
  readonly name: string
  readonly roleArn: string
  readonly pipelineType?: 'V1' | 'V2'
  readonly executionMode?: 'QUEUED' | 'SUPERSEDED' | 'PARALLEL'
  readonly artifactStore?: Store
  readonly artifactStores?: Readonly<Record<string, Store>>
  readonly variables?: readonly { readonly name: string; readonly defaultValue?: string }[]
  readonly stages: readonly DeclaredStage[]
  readonly version?: number
}

export interface Store {
  readonly type: 'S3'
  readonly location: string
  readonly encryptionKey?: { readonly id: string; readonly type: 'KMS' }
}

/** Where artifacts of a region are kept. */
export function storeOf(
  { artifactStore, artifactStores = {} }: Pick<Declaration, 'artifactStore' | 'artifactStores'>,
  region: string,
): Store | undefined {
  return artifactStore ?? own(artifactStores, region)
}

export interface DeclaredStage {
  readonly name: string
  readonly beforeEntry?: { readonly conditions: readonly DeclaredCondition[] }
  readonly onSuccess?: { readonly conditions: readonly DeclaredCondition[] }
  readonly onFailure?: {
    readonly result?: Result
    readonly retryConfiguration?: { readonly retryMode?: RetryMode }
    readonly conditions?: readonly DeclaredCondition[]
  }
  readonly actions: readonly DeclaredAction[]
}

export type Result = 'ROLLBACK' | 'FAIL' | 'RETRY' | 'SKIP'
export type RetryMode = 'FAILED_ACTIONS' | 'ALL_ACTIONS'

export interface DeclaredCondition {
  readonly result?: Result
  readonly rules?: readonly DeclaredRule[]
}

export interface DeclaredRule {
  readonly name: string
  readonly ruleTypeId: { readonly category: string; readonly provider: string; readonly version?: string }
  readonly configuration?: Readonly<Record<string, string>>
  readonly commands?: readonly string[]
  readonly inputArtifacts?: readonly { readonly name: string }[]
  readonly roleArn?: string
  readonly region?: string
  readonly timeoutInMinutes?: number
}

export interface DeclaredAction {
  readonly name: string
  readonly actionTypeId: ActionTypeId
  readonly runOrder?: number
  readonly configuration?: Readonly<Record<string, string>>
  readonly commands?: readonly string[]
  readonly environmentVariables?: readonly DeclaredEnvironmentVariable[]
  readonly inputArtifacts?: readonly { readonly name: string }[]
  readonly outputArtifacts?: readonly { readonly name: string; readonly files?: readonly string[] }[]
  readonly outputVariables?: readonly string[]
  readonly roleArn?: string
  readonly region?: string
  readonly namespace?: string
  readonly timeoutInMinutes?: number
}

export interface ActionTypeId {
  readonly category: string
  readonly owner: string
  readonly provider: string
  readonly version: string
}

export interface DeclaredEnvironmentVariable {
  readonly name: string
  readonly value: string
  readonly type?: 'PLAINTEXT' | 'SECRETS_MANAGER'
}
