import type { ActionTypeId } from '../machine/declaration.ts'
import type { PipelineRecord } from '../machine/records.ts'

/** What one account has in one region. */
export interface Scope {
  readonly account: string
  readonly region: string
  readonly pipelines: Map<string, PipelineRecord>
  readonly workers: Workers
}

/** Action types of the account, and jobs for those who do the work. Plain JSON. */
export interface Workers {
  readonly types: CustomType[]
  readonly jobs: JobRecord[]
}

/** An action type that somebody created. */
export interface CustomType {
  readonly id: ActionTypeId
  /** As the service answers it: `settings`, `actionConfigurationProperties` and the numbers of artifacts. */
  readonly details: Readonly<Record<string, unknown>>
  tags: Record<string, string>
  /** The request of CloudFormation that was carried out last: an answer that was lost is asked for again. */
  request?: string
}

/** Work that a function, or a worker of somebody, was told to do. */
export interface JobRecord {
  readonly id: string
  readonly actionId: string
  readonly pipeline: string
  readonly type: ActionTypeId
  readonly nonce: string
  status: 'Created' | 'InProgress' | 'Succeeded' | 'Failed'
  readonly continuationToken?: string
  /** What was said about its end: the same may be said twice. */
  result?: string
}

/** Keeps what has to outlive the process. Each call returns when it is kept. */
export interface Ledger {
  load(): readonly Scope[]
  savePipeline(scope: Scope, pipeline: PipelineRecord): void
  removePipeline(scope: Scope, name: string): void
  saveWorkers(scope: Scope): void
}

/** Keeps nothing. */
export const noLedger: Ledger = {
  load: () => [],
  savePipeline: () => undefined,
  removePipeline: () => undefined,
  saveWorkers: () => undefined,
}
