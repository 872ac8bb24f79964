import type {
  ActionDetail,
  ExecutionDetail,
  ExecutionSummary,
  PipelineDeclaration,
  PipelineSummary,
  RuleDetail,
  StageState,
} from './pipeline-shapes.ts'

/**
 * The pipelines of one account in one region, in the shapes of the service (CodePipeline API Reference). Members that
 * nobody needs are left out. Every call is made once; errors arrive as StageError like those of `Stacks`, and
 * `pipeline-missing`, `execution-missing` for what does not exist.
 */
export interface Pipelines {
  list(page?: string): Promise<Page<PipelineSummary>>
  /** The definition that runs now. */
  definition(pipeline: string): Promise<PipelineDeclaration>
  /** The newest execution of each stage. It lags behind `actions` by seconds. */
  state(pipeline: string): Promise<readonly StageState[]>
  execution(pipeline: string, id: string): Promise<ExecutionDetail>
  /** Newest first. @param succeededIn only those of the current version that succeeded in this stage */
  executions(pipeline: string, succeededIn?: string, page?: string): Promise<Page<ExecutionSummary>>
  /** All attempts of all actions of an execution, newest first. */
  actions(pipeline: string, execution: string, page?: string): Promise<Page<ActionDetail>>
  /** All runs of rules of an execution, newest first. */
  rules(pipeline: string, execution: string, page?: string): Promise<Page<RuleDetail>>
  /** The same token gives the first execution again, whatever else is asked for. @returns the id of the execution */
  start(request: StartRequest): Promise<string>
  /** Answers an approval. */
  answer(answer: ApprovalAnswer): Promise<void>
  /** Returns while the execution still runs. @param abandon does not wait for running actions */
  stop(pipeline: string, execution: string, abandon: boolean, reason: string): Promise<void>
  /** Runs actions of a stage again, in the same execution. */
  retry(pipeline: string, stage: string, execution: string, mode: RetryMode): Promise<void>
  /** Brings a stage to what another execution brought there. @returns the id of the execution that does so */
  rollback(pipeline: string, stage: string, target: string): Promise<string>
  override(pipeline: string, stage: string, execution: string, condition: OverridableCondition): Promise<void>
  /** Lets executions into a stage again. */
  enableTransition(pipeline: string, stage: string): Promise<void>
  /** Keeps executions out of a stage. */
  disableTransition(pipeline: string, stage: string, reason: string): Promise<void>
  /**
   * The last lines of the log that an action wrote, oldest first.
   * @param stream ARN of the log stream, as the result of the action names it
   * @param most how many lines, 1 to 10,000
   */
  logTail(stream: string, most: number): Promise<readonly LogLine[]>
}

/** One line of a log, with the time when it was written. */
export interface LogLine {
  readonly time?: Date
  readonly text: string
}

/** Which actions of a stage run again. */
export type RetryMode = 'FAILED_ACTIONS' | 'ALL_ACTIONS'

/** The conditions that a person may override. */
export type OverridableCondition = 'BEFORE_ENTRY' | 'ON_SUCCESS'

/** A part of a list, and how to ask for the next one; the last part has no `next`. An empty part is the last. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string | undefined
}

/** What starts an execution. */
export interface StartRequest {
  readonly pipeline: string
  /** 1 to 128 letters, digits and hyphens. */
  readonly token: string
  readonly variables: readonly { readonly name: string; readonly value: string }[]
  readonly sourceRevisions: readonly SourceRevision[]
}

/** What somebody decided about an approval. */
export interface ApprovalAnswer {
  readonly pipeline: string
  readonly stage: string
  readonly action: string
  /** The id of the execution of the action. */
  readonly token: string
  readonly decision: 'Approved' | 'Rejected'
  /** At most 512 characters. */
  readonly comment: string
}

/** Which revision a source action takes, in place of the newest. */
export interface SourceRevision {
  readonly actionName: string
  readonly revisionType: 'COMMIT_ID' | 'IMAGE_DIGEST' | 'S3_OBJECT_VERSION_ID' | 'S3_OBJECT_KEY'
  readonly revisionValue: string
}
