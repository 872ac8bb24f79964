import type { ActionDetail, ExecutionSummary, PipelineDeclaration, RuleDetail } from '../../../core/ports/pipelines.ts'
import type { ObservedRun } from '../../../pipeline/execution/observed-run.ts'

/** What was seen of an execution until now. */
export interface RunView {
  readonly pipeline: string
  readonly id: string
  status: string | undefined
  statusSummary: string | undefined
  /** The execution as the list has it, once it was read there. */
  listed: ExecutionSummary | undefined
  /** Newest first. */
  actions: readonly ActionDetail[]
  rules: readonly RuleDetail[]
  definition: PipelineDeclaration | undefined
  successor: string | undefined
  rollback: ExecutionSummary | undefined
  expected: ObservedRun['expected']
  stoppedByUs: boolean
}

/** A view of which nothing was seen. */
export function newView(pipeline: string, id: string): RunView {
  return {
    pipeline,
    id,
    status: undefined,
    statusSummary: undefined,
    listed: undefined,
    actions: [],
    rules: [],
    definition: undefined,
    successor: undefined,
    rollback: undefined,
    expected: undefined,
    stoppedByUs: false,
  }
}

/** The view in the form by which its end is decided. */
export function observed(view: RunView, timeIsOver = false): ObservedRun {
  const { id, status, statusSummary, listed, actions, rules, successor, rollback, expected, stoppedByUs } = view
  return {
    execution: { ...listed, pipelineExecutionId: id, status, statusSummary: statusSummary ?? listed?.statusSummary },
    actions,
    rules,
    successor,
    rollback,
    expected,
    stoppedByUs,
    timeIsOver,
  }
}

/** Whether the status is final, apart from what a failure may lead to. */
export function hasEnded({ status }: RunView): boolean {
  return status !== undefined && ended.has(status)
}

const ended = new Set(['Succeeded', 'Failed', 'Superseded', 'Cancelled', 'Stopped'])
