import type { ExecutionFacts } from '../../core/ports/pipeline-shapes.ts'

/** What a list of executions says of each. */
export interface ListedRun {
  readonly pipelineExecutionId?: string | undefined
  readonly status?: string | undefined
  readonly executionType?: string | undefined
  readonly startTime?: Date | undefined
  readonly lastUpdateTime?: Date | undefined
  readonly trigger?:
    | { readonly triggerType?: string | undefined; readonly triggerDetail?: string | undefined }
    | undefined
}

/**
 * The execution that took the place of a superseded one: the oldest of the newer ones that was not superseded itself,
 * otherwise the next one. The service does not name it.
 * @param newestFirst as the service lists them
 */
export function successorOf<T extends ListedRun>(newestFirst: readonly T[], id: string): T | undefined {
  const index = newestFirst.findIndex(({ pipelineExecutionId }) => pipelineExecutionId === id)
  const newer = newestFirst
    .slice(0, Math.max(0, index))
    .filter(({ executionType }) => executionType !== 'ROLLBACK')
    .reverse()
  return newer.find(({ status }) => status !== 'Superseded') ?? newer[0]
}

/**
 * The automatic rollback that the failure of an execution led to. Its trigger may name the execution that failed;
 * otherwise it is the first one that began after the failure.
 * @param newestFirst as the service lists them
 */
export function automaticRollbackOf<T extends ListedRun>(newestFirst: readonly T[], failed: ListedRun): T | undefined {
  const { pipelineExecutionId: id = '', startTime } = failed
  const rollbacks = newestFirst.filter(({ trigger }) => trigger?.triggerType === 'AutomatedRollback')
  const named = rollbacks.find(({ trigger }) => trigger?.triggerDetail?.includes(id))
  if (named !== undefined) return named
  const unnamed = rollbacks.filter(({ trigger }) => !/[0-9a-f]{8}-[0-9a-f]{4}-/.test(trigger?.triggerDetail ?? ''))
  return unnamed
    .reverse()
    .find((run) => startTime !== undefined && (run.startTime?.getTime() ?? 0) > startTime.getTime())
}

/**
 * The execution whose failure led to an automatic rollback: the only one that the detail of its trigger names, beside
 * itself and the one that it goes back to.
 * @returns undefined when the detail names none, or several
 */
export function failedExecutionOf({
  pipelineExecutionId,
  trigger,
  rollbackMetadata,
}: Pick<ExecutionFacts, 'pipelineExecutionId' | 'trigger' | 'rollbackMetadata'>): string | undefined {
  const known = [pipelineExecutionId, rollbackMetadata?.rollbackTargetPipelineExecutionId]
  const named = new Set(trigger?.triggerDetail?.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g))
  const others = [...named].filter((id) => !known.includes(id))
  return others.length === 1 ? others[0] : undefined
}
