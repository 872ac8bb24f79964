import { beginRetry } from './begin-retry.ts'
import { beginRollback, rollbackTargetOf } from './begin-rollback.ts'
import type { Result } from './declaration.ts'
import { tellExecution, tellStage } from './events.ts'
import { declarationOf, type Machine, stageOf } from './machine.ts'
import type { ExecutionRecord, StageRecord } from './records.ts'

/** Ends a stage well; the execution goes on to the next one. A rollback runs its one stage only (recorded). */
export function passStage(
  machine: Machine,
  execution: ExecutionRecord,
  stage: StageRecord,
  status: 'Succeeded' | 'Skipped',
): void {
  stage.status = status
  stage.phase = 'ended'
  execution.inStage = false
  tellStage(machine, execution, stage, 'SUCCEEDED')
  const last = execution.position === declarationOf(machine.pipeline, execution).stages.length - 1
  if (last || execution.type === 'ROLLBACK') {
    execution.status = 'Succeeded'
    tellExecution(machine, execution, 'SUCCEEDED')
  } else {
    execution.position++
    execution.arrival = ++machine.pipeline.entries
    execution.updated = machine.now()
  }
}

/**
 * Ends a stage badly, and does what its definition says then: tries it once more, or rolls it back to the newest
 * execution that succeeded in it. Without such an execution there is no rollback.
 */
export function failStage(
  machine: Machine,
  execution: ExecutionRecord,
  stage: StageRecord,
  result: Result | undefined,
): void {
  stage.status = 'Failed'
  stage.phase = 'ended'
  execution.inStage = false
  tellStage(machine, execution, stage, 'FAILED')
  if (result === 'RETRY' && stage.automaticRetries === 0) {
    const { declared } = stageOf(machine.pipeline, execution)
    const mode = declared.onFailure?.retryConfiguration?.retryMode ?? 'FAILED_ACTIONS'
    beginRetry(machine, execution, stage, { mode, trigger: 'AutomatedStageRetry' })
    return
  }
  execution.status = 'Failed'
  tellExecution(machine, execution, 'FAILED')
  // What rolls back is not rolled back in its turn.
  const target =
    result === 'ROLLBACK' && execution.type === 'STANDARD'
      ? rollbackTargetOf(machine, stage.name, execution)
      : undefined
  if (target !== undefined)
    beginRollback(machine, stage.name, target, {
      triggerType: 'AutomatedRollback',
      triggerDetail: JSON.stringify({ failedPipelineExecutionId: execution.id }),
    })
}
