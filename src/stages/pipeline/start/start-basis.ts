import type { ExecutionDetail, ExecutionSummary, PipelineDeclaration } from '../../../core/ports/pipeline-shapes.ts'
import type { StartRequest } from '../../../core/ports/pipelines.ts'
import { goesOn } from '../driving/goes-on.ts'

/**
 * The newest ended execution, by the order in which they began: while nothing changes it, the same start is the same
 * execution, and once that has ended, another one.
 * @param newestFirst as the service lists them
 * @param before counts those that had ended by then
 */
export function endedBefore(newestFirst: readonly ExecutionSummary[], before?: Date): string {
  const ended = newestFirst.find(
    ({ status, lastUpdateTime }) =>
      !goesOn(status) && (before === undefined || (lastUpdateTime?.getTime() ?? 0) <= before.getTime()),
  )
  return ended?.pipelineExecutionId ?? 'none'
}

/** Executions that go on and that a call like ours began, oldest first. */
export function startedByCalls(newestFirst: readonly ExecutionSummary[]): readonly ExecutionSummary[] {
  return newestFirst
    .filter(({ status, trigger }) => goesOn(status) && trigger?.triggerType === 'StartPipelineExecution')
    .reverse()
}

/** Whether an execution has the variables that are asked for, and the defaults of the others. */
export function hasVariables(
  { variables = [] }: Pick<ExecutionDetail, 'variables'>,
  asked: StartRequest['variables'],
  declared: PipelineDeclaration['variables'] = [],
): boolean {
  return declared.every(({ name, defaultValue }) => {
    const value = asked.find((given) => given.name === name)?.value ?? defaultValue
    return variables.find((resolved) => resolved.name === name)?.resolvedValue === value
  })
}
