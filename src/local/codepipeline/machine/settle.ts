import { tellAction } from './events.ts'
import type { Machine } from './machine.ts'
import type {
  ActionRecord,
  ArtifactRevision,
  ExecutionRecord,
  PipelineRecord,
  RuleRecord,
  StageRecord,
  WorkRecord,
} from './records.ts'
import { setOwn } from './set-own.ts'

/** What a provider tells while it works. */
export interface Progress {
  readonly externalExecutionId?: string
  readonly externalExecutionUrl?: string
  readonly summary?: string
  readonly checkpoint?: string
  readonly logStreamArn?: string
}

/** How the work of a provider ended. */
export interface Settlement extends Progress {
  readonly status: 'Succeeded' | 'Failed'
  readonly error?: { readonly code: string; readonly message: string }
  readonly updatedBy?: string
  readonly outputVariables?: Readonly<Record<string, string>>
  /** What a source found. */
  readonly revision?: Omit<ArtifactRevision, 'name'>
}

/** Where a run of an action or a rule belongs. */
export interface Place<T> {
  readonly execution: ExecutionRecord
  readonly stage: StageRecord
  readonly work: T
}

/** Finds the run of an action. */
export function findAction(pipeline: PipelineRecord, id: string): Place<ActionRecord> | undefined {
  return find(pipeline.executions, id, ({ actions }) => actions)
}

/** Finds the run of a rule. */
export function findRule(pipeline: PipelineRecord, id: string): Place<RuleRecord> | undefined {
  return find(pipeline.executions, id, ({ rules }) => rules)
}

/** Keeps what a provider tells of work that has not ended. @returns whether it was kept */
export function noteProgress(machine: Machine, id: string, progress: Progress): boolean {
  const found = find<WorkRecord>(machine.pipeline.executions, id, ({ actions, rules }) => [...actions, ...rules])
  if (found?.work.status !== 'InProgress') return false
  Object.assign(found.work, progress, { updated: machine.now() })
  return true
}

/**
 * Ends an action. What has ended, or was abandoned, stays as it is: the same end may be told twice.
 * @returns whether the action ended now
 */
export function settleAction(machine: Machine, id: string, settlement: Settlement): boolean {
  const found = findAction(machine.pipeline, id)
  if (found === undefined || !settled(machine, found.work, settlement)) return false
  const { execution, stage, work: action } = found
  if (settlement.status === 'Succeeded') {
    const { outputVariables, revision } = settlement
    if (outputVariables !== undefined) action.outputVariables = outputVariables
    if (action.namespace !== undefined) setOwn(execution.namespaces, action.namespace, { ...outputVariables })
    for (const { name, bucket, key } of action.outputs) {
      setOwn(execution.artifacts, name, { bucket, key })
      if (revision !== undefined) keepRevision(execution, { name, ...revision })
    }
  }
  tellAction(machine, execution, stage, action, settlement.status === 'Succeeded' ? 'SUCCEEDED' : 'FAILED')
  return true
}

/** A source that was tried again replaces what it had found. */
function keepRevision({ revisions }: ExecutionRecord, revision: ArtifactRevision): void {
  const at = revisions.findIndex(({ name }) => name === revision.name)
  revisions.splice(at < 0 ? revisions.length : at, at < 0 ? 0 : 1, revision)
}

/** Ends a rule. @returns whether the rule ended now */
export function settleRule(machine: Machine, id: string, settlement: Settlement): boolean {
  const found = findRule(machine.pipeline, id)
  return found !== undefined && settled(machine, found.work, settlement)
}

function settled(machine: Machine, work: WorkRecord, settlement: Settlement): boolean {
  if (work.status !== 'InProgress') return false
  const { outputVariables: _, revision: __, ...told } = settlement
  Object.assign(work, told, { updated: machine.now() })
  return true
}

function find<T extends WorkRecord>(
  executions: readonly ExecutionRecord[],
  id: string,
  of: (stage: StageRecord) => readonly T[],
): Place<T> | undefined {
  for (const execution of executions.toReversed()) {
    for (const stage of execution.stages) {
      const work = of(stage).find((each) => each.id === id)
      if (work !== undefined) return { execution, stage, work }
    }
  }
  return undefined
}
