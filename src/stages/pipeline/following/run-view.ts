import type {
  ActionDetail,
  ExecutionSummary,
  PipelineDeclaration,
  RuleDetail,
} from '../../../core/ports/pipeline-shapes.ts'
import type { ObservedRun, OwnRecord } from '../../../pipeline/execution/observed-run.ts'
import { recordInLog, recordInVariables } from '../../../pipeline/execution/own-record.ts'

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
  /** Version of the pipeline that the execution runs. */
  version: number | undefined
  /** The release that its variables name. */
  release: string | undefined
  successor: string | undefined
  rollback: ExecutionSummary | undefined
  /** Whether a stage of ours refused the rollback, so that it changed nothing. */
  rollbackRefused: boolean
  expected: ObservedRun['expected']
  /** What stages of ours wrote in the log of their action, by the id of its execution. */
  records: NonNullable<ObservedRun['records']>
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
    version: undefined,
    release: undefined,
    successor: undefined,
    rollback: undefined,
    rollbackRefused: false,
    expected: undefined,
    records: {},
    stoppedByUs: false,
  }
}

/** The view in the form by which its end is decided. */
export function observed(view: RunView, timeIsOver = false): ObservedRun {
  const { id, status, statusSummary, listed, actions, rules, successor, rollback, expected, stoppedByUs } = view
  const { rollbackRefused, definition } = view
  const records = { ...recordsOf(actions), ...view.records }
  return {
    execution: { ...listed, pipelineExecutionId: id, status, statusSummary: statusSummary ?? listed?.statusSummary },
    actions,
    rules,
    records,
    successor,
    rollback,
    rollbackRefused,
    expected,
    definition,
    versions: { began: view.version, now: definition?.version },
    stoppedByUs,
    timeIsOver,
  }
}

function recordsOf(actions: readonly ActionDetail[]): RunView['records'] {
  const known = actions.flatMap((action) => {
    const record = toldRecord(action)
    const { actionExecutionId: id } = action
    return record === undefined || id === undefined ? [] : [[id, record] as const]
  })
  return Object.fromEntries(known)
}

/** What a stage of ours said of its end without a log: by output variables, or by the message of a job that failed. */
export function toldRecord({ output }: ActionDetail): OwnRecord | undefined {
  const { message = '' } = output?.executionResult?.errorDetails ?? {}
  return recordInVariables(output?.outputVariables ?? {}) ?? recordInLog(message.split('\n'))
}

/** Whether the status is final, apart from what a failure may lead to. */
export function hasEnded({ status }: RunView): boolean {
  return status !== undefined && ended.has(status)
}

const ended = new Set(['Succeeded', 'Failed', 'Superseded', 'Cancelled', 'Stopped'])
