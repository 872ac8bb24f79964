import type { PipelineDeclaration } from '../../core/ports/pipeline-shapes.ts'
import type { Outcome } from '../../core/run/outcome.ts'

/**
 * What was seen of one execution of a pipeline, in the shapes of the service: `GetPipelineExecution`,
 * `ListPipelineExecutions`, `ListActionExecutions` and `ListRuleExecutions`. Members that nobody needs are left out.
 */
export interface ObservedRun {
  readonly execution: PipelineExecution
  /** All attempts of all actions; pages were put together. */
  readonly actions: readonly ActionExecution[]
  /** All runs of all rules. */
  readonly rules?: readonly RuleExecution[]
  /** How a stage of ours ended that an action ran, by the id of the execution of this action. */
  readonly records?: Readonly<Record<string, OwnRecord>>
  /** The execution that took the place of this one; undefined when it was not found. */
  readonly successor?: string | undefined
  /** The execution that rolls back what this one did (trigger `AutomatedRollback`). */
  readonly rollback?: PipelineExecution | undefined
  /** Whether a stage of ours refused that rollback before it changed anything. */
  readonly rollbackRefused?: boolean
  /**
   * What the definition says happens by itself after the failure of the stage, and has not begun: reads are eventually
   * consistent.
   */
  readonly expected?: 'retry' | 'rollback' | undefined
  /** The definition that the pipeline has now. */
  readonly definition?: PipelineDeclaration | undefined
  /** Version of the pipeline that the execution runs, and the version that the pipeline has now. */
  readonly versions?: { readonly began: number | undefined; readonly now: number | undefined }
  /** Whether this run of ours asked the service to stop. */
  readonly stoppedByUs?: boolean
  /** Whether the time that we follow is over. */
  readonly timeIsOver?: boolean
}

/** A word of the service that it may add to. */
type Word<W extends string> = W | (string & {})

export interface PipelineExecution {
  readonly pipelineExecutionId?: string | undefined
  readonly status?:
    | Word<'Cancelled' | 'InProgress' | 'Stopped' | 'Stopping' | 'Succeeded' | 'Superseded' | 'Failed'>
    | undefined
  readonly statusSummary?: string | undefined
  readonly rollbackMetadata?: { readonly rollbackTargetPipelineExecutionId?: string | undefined } | undefined
  readonly trigger?: { readonly triggerType?: string | undefined } | undefined
  /** Of `ListPipelineExecutions`: what was said when the execution was stopped. */
  readonly stopTrigger?: { readonly reason?: string | undefined } | undefined
}

export interface ActionExecution {
  readonly actionExecutionId?: string | undefined
  readonly stageName?: string | undefined
  readonly actionName?: string | undefined
  readonly status?: Word<'InProgress' | 'Abandoned' | 'Succeeded' | 'Failed'> | undefined
  readonly startTime?: Date | undefined
  readonly lastUpdateTime?: Date | undefined
  /** The ARN of whoever decided: the approver of an approval. */
  readonly updatedBy?: string | undefined
  readonly input?: { readonly actionTypeId?: { readonly category?: string | undefined } | undefined } | undefined
  readonly output?: { readonly executionResult?: ExecutionResult | undefined } | undefined
}

export interface RuleExecution {
  readonly ruleExecutionId?: string | undefined
  readonly stageName?: string | undefined
  readonly ruleName?: string | undefined
  readonly status?: Word<'InProgress' | 'Abandoned' | 'Succeeded' | 'Failed'> | undefined
  readonly startTime?: Date | undefined
  readonly lastUpdateTime?: Date | undefined
  readonly output?: { readonly executionResult?: ExecutionResult | undefined } | undefined
}

export interface ExecutionResult {
  readonly externalExecutionSummary?: string | undefined
  readonly errorDetails?: { readonly code?: string | undefined; readonly message?: string | undefined } | undefined
}

/** What a stage of ours wrote down about its end. */
export interface OwnRecord {
  readonly outcome: Outcome
  /** A failure reason of `docs/errors.md`. */
  readonly reason?: string
}
