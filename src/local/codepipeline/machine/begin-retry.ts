import { retryAsksEntryAgain } from './decisions.ts'
import { tellExecution, tellStage } from './events.ts'
import type { Machine } from './machine.ts'
import type { ExecutionRecord, Retry, StageRecord } from './records.ts'

/** Begins a stage once more in the same execution. Actions that succeeded stay as they are, unless all are asked for. */
export function beginRetry(machine: Machine, execution: ExecutionRecord, stage: StageRecord, retry: Retry): void {
  execution.retries++
  if (retry.trigger === 'AutomatedStageRetry') stage.automaticRetries++
  else stage.manualRetries++
  stage.latestRetryTrigger = retry.trigger
  const kept = retry.mode === 'ALL_ACTIONS' ? [] : stage.actions.filter(({ status }) => status === 'Succeeded')
  const ids = new Set(kept.map(({ id }) => id))
  stage.current = Object.fromEntries(Object.entries(stage.current).filter(([, id]) => ids.has(id)))
  stage.phase = retryAsksEntryAgain(stage) ? 'beforeEntry' : 'actions'
  if (stage.phase === 'beforeEntry') delete stage.conditions.beforeEntry
  delete stage.conditions.onSuccess
  delete stage.conditions.onFailure
  resumeStage(machine, execution, stage)
}

/** Puts an execution back into a stage in which it had ended. */
export function resumeStage(machine: Machine, execution: ExecutionRecord, stage: StageRecord): void {
  delete execution.stop
  delete execution.statusSummary
  stage.status = 'InProgress'
  stage.entry = ++machine.pipeline.entries
  execution.status = 'InProgress'
  execution.inStage = true
  tellExecution(machine, execution, 'RESUMED')
  tellStage(machine, execution, stage, 'RESUMED')
}
