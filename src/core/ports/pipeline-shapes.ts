/*
 * What CodePipeline answers (API Reference). Members that nobody needs are left out; any may be missing in an answer.
 */

export interface PipelineSummary {
  readonly name?: string | undefined
  readonly version?: number | undefined
  readonly pipelineType?: string | undefined
  readonly executionMode?: string | undefined
  readonly updated?: Date | undefined
}

/** What driving needs of a definition. */
export interface PipelineDeclaration {
  readonly name?: string | undefined
  readonly version?: number | undefined
  readonly executionMode?: string | undefined
  readonly variables?:
    | readonly { readonly name?: string | undefined; readonly defaultValue?: string | undefined }[]
    | undefined
  readonly stages?: readonly DeclaredStage[] | undefined
}

export interface DeclaredStage {
  readonly name?: string | undefined
  readonly actions?: readonly DeclaredAction[] | undefined
  readonly beforeEntry?: DeclaredConditions | undefined
  readonly onSuccess?: DeclaredConditions | undefined
  readonly onFailure?: (DeclaredConditions & { readonly result?: string | undefined }) | undefined
}

/** The conditions at one place of a stage; `result` is what happens when one fails. */
export interface DeclaredConditions {
  readonly conditions?: readonly { readonly result?: string | undefined }[] | undefined
}

export interface DeclaredAction {
  readonly name?: string | undefined
  readonly actionTypeId?: ActionType | undefined
  readonly configuration?: Readonly<Record<string, string>> | undefined
}

export interface ActionType {
  readonly category?: string | undefined
  readonly owner?: string | undefined
  readonly provider?: string | undefined
}

export interface StageState {
  readonly stageName?: string | undefined
  readonly inboundTransitionState?:
    | {
        readonly enabled?: boolean | undefined
        readonly lastChangedBy?: string | undefined
        readonly lastChangedAt?: Date | undefined
        readonly disabledReason?: string | undefined
      }
    | undefined
  readonly inboundExecutions?: readonly StageExecution[] | undefined
  readonly latestExecution?: StageExecution | undefined
  readonly actionStates?: readonly ActionState[] | undefined
  readonly beforeEntryConditionState?: ConditionState | undefined
  readonly onSuccessConditionState?: ConditionState | undefined
  readonly onFailureConditionState?: ConditionState | undefined
}

/** The conditions at one place, for the execution that is in the stage. */
export interface ConditionState {
  readonly latestExecution?: { readonly status?: string | undefined; readonly summary?: string | undefined } | undefined
}

/** An execution in a stage, or waiting before it. */
export interface StageExecution {
  readonly pipelineExecutionId?: string | undefined
  readonly status?: string | undefined
  readonly type?: string | undefined
}

export interface ActionState {
  readonly actionName?: string | undefined
  readonly latestExecution?:
    | {
        readonly status?: string | undefined
        readonly summary?: string | undefined
        readonly lastStatusChange?: Date | undefined
        readonly lastUpdatedBy?: string | undefined
        readonly token?: string | undefined
      }
    | undefined
}

/** What started an execution: a kind, and the ARN, revision or rule behind it. */
export interface ExecutionTrigger {
  readonly triggerType?: string | undefined
  readonly triggerDetail?: string | undefined
}

/** What an execution of a list and a single one have in common. */
export interface ExecutionFacts {
  readonly pipelineExecutionId?: string | undefined
  readonly status?: string | undefined
  readonly statusSummary?: string | undefined
  readonly trigger?: ExecutionTrigger | undefined
  readonly executionMode?: string | undefined
  /** `STANDARD` or `ROLLBACK`. */
  readonly executionType?: string | undefined
  readonly rollbackMetadata?: { readonly rollbackTargetPipelineExecutionId?: string | undefined } | undefined
}

export interface ExecutionSummary extends ExecutionFacts {
  readonly startTime?: Date | undefined
  readonly lastUpdateTime?: Date | undefined
  readonly stopTrigger?: { readonly reason?: string | undefined } | undefined
  readonly sourceRevisions?: readonly RevisionOfSource[] | undefined
}

/** What a source action took. */
export interface RevisionOfSource {
  readonly actionName?: string | undefined
  readonly revisionId?: string | undefined
  readonly revisionSummary?: string | undefined
  readonly revisionUrl?: string | undefined
}

export interface ExecutionDetail extends ExecutionFacts {
  readonly pipelineVersion?: number | undefined
  readonly variables?:
    | readonly { readonly name?: string | undefined; readonly resolvedValue?: string | undefined }[]
    | undefined
}

/** One attempt of an action. Its id is also the token of an approval. */
export interface ActionDetail {
  readonly pipelineExecutionId?: string | undefined
  readonly actionExecutionId?: string | undefined
  readonly stageName?: string | undefined
  readonly actionName?: string | undefined
  readonly status?: string | undefined
  readonly startTime?: Date | undefined
  readonly lastUpdateTime?: Date | undefined
  /** The ARN of whoever decided: the approver of an approval. */
  readonly updatedBy?: string | undefined
  readonly input?:
    | {
        readonly actionTypeId?: ActionType | undefined
        /** With the values of variables in place of their names. */
        readonly resolvedConfiguration?: Readonly<Record<string, string>> | undefined
      }
    | undefined
  readonly output?:
    | {
        readonly executionResult?: ActionResult | undefined
        readonly outputVariables?: Readonly<Record<string, string>> | undefined
      }
    | undefined
}

export interface ActionResult {
  readonly externalExecutionId?: string | undefined
  readonly externalExecutionSummary?: string | undefined
  readonly externalExecutionUrl?: string | undefined
  readonly logStreamARN?: string | undefined
  readonly errorDetails?: { readonly code?: string | undefined; readonly message?: string | undefined } | undefined
}

/** One run of a rule of a condition. */
export interface RuleDetail {
  readonly ruleExecutionId?: string | undefined
  readonly stageName?: string | undefined
  readonly ruleName?: string | undefined
  readonly status?: string | undefined
  readonly startTime?: Date | undefined
  readonly lastUpdateTime?: Date | undefined
  readonly output?: { readonly executionResult?: ActionResult | undefined } | undefined
}
