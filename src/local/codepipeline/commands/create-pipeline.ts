import type { Declaration } from '../machine/declaration.ts'
import type { PipelineRecord } from '../machine/records.ts'

/** What a pipeline is made of. */
export interface Creation {
  readonly account: string
  readonly region: string
  readonly declaration: Declaration
  readonly tags: Readonly<Record<string, string>>
  /** Epoch milliseconds. */
  readonly now: number
}

/** A pipeline of version 1 without executions. A pipeline with variables and no type is V2 (recorded). */
export function createPipeline({ account, region, declaration, tags, now }: Creation): PipelineRecord {
  return {
    account,
    region,
    name: declaration.name,
    declarations: [typed(declaration, 1)],
    created: now,
    updated: now,
    tags: { ...tags },
    transitions: {},
    executions: [],
    tokens: {},
    putRevisions: {},
    entries: 0,
    outbox: [],
  }
}

/** A declaration with what the service adds to it. */
export function typed(declaration: Declaration, version: number): Declaration {
  const pipelineType = declaration.pipelineType ?? (declaration.variables === undefined ? 'V1' : 'V2')
  return { ...declaration, pipelineType, executionMode: declaration.executionMode ?? 'SUPERSEDED', version }
}
