import { declarationOf, modeOf, recordOf } from '../machine/machine.ts'
import type { ExecutionRecord, PipelineRecord } from '../machine/records.ts'
import { seconds } from './seconds.ts'

/** `GetPipelineExecution`. */
export function executionView(pipeline: PipelineRecord, execution: ExecutionRecord): object {
  return {
    pipelineName: pipeline.name,
    pipelineVersion: execution.version,
    pipelineExecutionId: execution.id,
    status: execution.status,
    ...summaryOf(execution),
    artifactRevisions: execution.revisions.map(({ created, ...revision }) => ({
      ...revision,
      ...(created !== undefined && { created: seconds(created) }),
    })),
    variables: Object.entries(execution.variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
    ...kindOf(pipeline, execution),
  }
}

/** One item of `ListPipelineExecutions`. */
export function executionSummary(pipeline: PipelineRecord, execution: ExecutionRecord): object {
  const { stop } = execution
  return {
    pipelineExecutionId: execution.id,
    status: execution.status,
    ...summaryOf(execution),
    startTime: seconds(execution.started),
    lastUpdateTime: seconds(execution.updated),
    sourceRevisions: revisionsOf(pipeline, execution),
    ...kindOf(pipeline, execution),
    ...(stop?.reason !== undefined && { stopTrigger: { reason: stop.reason } }),
  }
}

/** Executions newest first; of one stage those of the current version that succeeded in it. */
export function executionsOf(pipeline: PipelineRecord, succeededIn: string | undefined): readonly ExecutionRecord[] {
  const all = pipeline.executions.toReversed()
  if (succeededIn === undefined) return all
  return all.filter(
    (each) =>
      each.version === pipeline.declarations.length &&
      each.type === 'STANDARD' &&
      recordOf(each, succeededIn)?.status === 'Succeeded',
  )
}

function summaryOf({ statusSummary }: ExecutionRecord) {
  return statusSummary === undefined ? {} : { statusSummary }
}

function kindOf(pipeline: PipelineRecord, execution: ExecutionRecord) {
  const { rollbackTarget } = execution
  return {
    trigger: execution.trigger,
    executionMode: modeOf(declarationOf(pipeline, execution)),
    executionType: execution.type,
    ...(rollbackTarget !== undefined && {
      rollbackMetadata: { rollbackTargetPipelineExecutionId: rollbackTarget },
    }),
  }
}

/** The service names the action of a source here, and the artifact elsewhere. */
function revisionsOf(pipeline: PipelineRecord, execution: ExecutionRecord): readonly object[] {
  const sources = declarationOf(pipeline, execution).stages[0]!.actions
  return execution.revisions.flatMap(({ name, created: _, ...revision }) => {
    const source = sources.find(({ outputArtifacts = [] }) => outputArtifacts.some((each) => each.name === name))
    return source === undefined ? [] : [{ actionName: source.name, ...revision }]
  })
}
