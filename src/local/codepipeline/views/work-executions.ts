import type {
  ActionRecord,
  ExecutionRecord,
  NamedArtifact,
  PipelineRecord,
  RuleRecord,
  StageRecord,
  WorkRecord,
} from '../machine/records.ts'
import { seconds } from './seconds.ts'

/** A run of an action or a rule with what it belongs to. */
export interface Run<T extends WorkRecord> {
  readonly execution: ExecutionRecord
  readonly stage: StageRecord
  readonly work: T
}

/** What a request asks for. */
export interface RunFilter {
  readonly pipelineExecutionId?: string | undefined
  readonly latestInPipelineExecution?:
    | { readonly pipelineExecutionId: string; readonly startTimeRange: 'Latest' | 'All' }
    | undefined
}

/** Runs of actions or rules, newest first. `Latest` leaves the newest run of each action, of all stages (recorded). */
export function runsOf<T extends WorkRecord>(
  { executions }: PipelineRecord,
  of: (stage: StageRecord) => readonly T[],
  { pipelineExecutionId, latestInPipelineExecution: latest }: RunFilter,
): readonly Run<T>[] {
  const id = pipelineExecutionId ?? latest?.pipelineExecutionId
  const runs = executions
    .filter((each) => id === undefined || each.id === id)
    .flatMap((execution) => execution.stages.flatMap((stage) => of(stage).map((work) => ({ execution, stage, work }))))
    .toReversed()
    .sort((one, other) => other.work.started - one.work.started)
  if (latest?.startTimeRange !== 'Latest') return runs
  const known = new Set<string>()
  return runs.filter(({ stage, work }) => {
    const key = `${stage.name} ${work.name}`
    return !known.has(key) && known.add(key)
  })
}

/** One item of `ListActionExecutions`. */
export function actionDetail({ execution, stage, work: action }: Run<ActionRecord>, region: string): object {
  const { outputVariables, namespace, logStreamArn } = action
  return {
    ...common({ execution, stage, work: action }),
    actionExecutionId: action.id,
    actionName: action.name,
    input: {
      actionTypeId: action.type,
      ...inputOf(action, region),
      ...(namespace !== undefined && { namespace }),
    },
    output: {
      outputArtifacts: action.status === 'Succeeded' ? action.outputs.map(artifact) : [],
      executionResult: { ...resultOf(action), ...(logStreamArn !== undefined && { logStreamARN: logStreamArn }) },
      ...(outputVariables !== undefined && { outputVariables }),
    },
  }
}

/** One item of `ListRuleExecutions`. */
export function ruleDetail({ execution, stage, work: rule }: Run<RuleRecord>, region: string): object {
  return {
    ...common({ execution, stage, work: rule }),
    ruleExecutionId: rule.id,
    ruleName: rule.name,
    input: {
      ruleTypeId: { category: 'Rule', owner: 'AWS', provider: rule.provider, version: '1' },
      ...inputOf(rule, region),
    },
    output: { executionResult: resultOf(rule) },
  }
}

function common({ execution, stage, work }: Run<WorkRecord>): object {
  return {
    pipelineExecutionId: execution.id,
    pipelineVersion: execution.version,
    stageName: stage.name,
    startTime: seconds(work.started),
    lastUpdateTime: seconds(work.updated),
    status: work.status,
    ...(work.updatedBy !== undefined && { updatedBy: work.updatedBy }),
  }
}

function inputOf(work: WorkRecord, region: string): object {
  return {
    configuration: work.configuration,
    resolvedConfiguration: work.resolvedConfiguration,
    ...(work.roleArn !== undefined && { roleArn: work.roleArn }),
    region: work.region ?? region,
    inputArtifacts: work.inputs.map(artifact),
  }
}

function resultOf({ externalExecutionId, externalExecutionUrl, summary, error }: WorkRecord): object {
  return {
    ...(externalExecutionId !== undefined && { externalExecutionId }),
    ...(externalExecutionUrl !== undefined && { externalExecutionUrl }),
    ...(summary !== undefined && { externalExecutionSummary: summary }),
    ...(error !== undefined && { errorDetails: error }),
  }
}

function artifact({ name, bucket, key }: NamedArtifact): object {
  return { name, s3location: { bucket, key } }
}
