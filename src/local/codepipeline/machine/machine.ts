import type { Declaration, DeclaredStage } from './declaration.ts'
import type {
  ActionRecord,
  ExecutionRecord,
  ExecutionStatus,
  PipelineRecord,
  StageRecord,
  WorkRecord,
} from './records.ts'

/** One pipeline, and what its moves need of the world. */
export interface Machine {
  readonly pipeline: PipelineRecord
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly newId: () => string
  /** Lower-case letters and digits for the key of an artifact. */
  readonly newKey: () => string
  /** Begins what a provider has to do, or ends it. What is begun here is begun again after a restart. */
  readonly effect: (effect: Effect) => void
}

export type Effect = { readonly kind: 'begin-action' | 'begin-rule' | 'abandon'; readonly id: string }

/** The definition that counts now. */
export function currentDeclaration({ declarations }: PipelineRecord): Declaration {
  return declarations.at(-1)!
}

/** The definition that an execution runs. */
export function declarationOf({ declarations }: PipelineRecord, { version }: ExecutionRecord): Declaration {
  return declarations[version - 1]!
}

/** The mode in which a pipeline runs; SUPERSEDED is the default of the service. */
export function modeOf(declaration: Declaration): 'QUEUED' | 'SUPERSEDED' | 'PARALLEL' {
  return declaration.executionMode ?? 'SUPERSEDED'
}

/** The stage in which an execution is: its declaration and its record. */
export function stageOf(pipeline: PipelineRecord, execution: ExecutionRecord) {
  const declared: DeclaredStage = declarationOf(pipeline, execution).stages[execution.position]!
  const record: StageRecord = recordOf(execution, declared.name)!
  return { declared, record }
}

/** The record of a stage that an execution entered. */
export function recordOf({ stages }: ExecutionRecord, name: string): StageRecord | undefined {
  return stages.find((stage) => stage.name === name)
}

const ended: readonly ExecutionStatus[] = ['Stopped', 'Succeeded', 'Superseded', 'Failed', 'Cancelled']

/** Whether an execution has not ended. */
export function isOpen({ status }: ExecutionRecord): boolean {
  return !ended.includes(status)
}

/** Runs of actions and rules of a stage that have not ended. */
export function runningIn(stage: StageRecord): readonly WorkRecord[] {
  return [...stage.actions, ...stage.rules].filter(({ status }) => status === 'InProgress')
}

/** A stage with an execution in it that holds its lock. */
export function holderOf(pipeline: PipelineRecord, position: number): ExecutionRecord | undefined {
  return pipeline.executions.find(
    (each) => isOpen(each) && each.inStage && each.position === position && each.parked === undefined,
  )
}

/** When work fails by itself; infinity when it never does. */
export function expiryOf(work: WorkRecord | ActionRecord): number {
  const { expires = Number.POSITIVE_INFINITY } = work
  return 'answerExpires' in work ? Math.min(expires, work.answerExpires ?? expires) : expires
}

/** When something happens by itself next; undefined when nothing does. */
export function nextExpiry({ executions }: PipelineRecord): number | undefined {
  const times = executions
    .filter(isOpen)
    .flatMap(({ stages }) => stages.flatMap(runningIn))
    .map(expiryOf)
    .filter((time) => time !== Number.POSITIVE_INFINITY)
  return times.length === 0 ? undefined : Math.min(...times)
}
