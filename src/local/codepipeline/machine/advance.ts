import { endCondition } from './condition.ts'
import { parkedExecutionEnds, statusOfStoppedStage } from './decisions.ts'
import { tryToEnter } from './enter-stage.ts'
import { tellAction, tellExecution, tellStage } from './events.ts'
import { expiryOf, isOpen, type Machine, recordOf, runningIn, stageOf } from './machine.ts'
import type { ActionRecord, ExecutionRecord, StageRecord } from './records.ts'
import { moveStage } from './run-stage.ts'
import { settleAction, settleRule } from './settle.ts'

/**
 * Moves all executions on as far as they go without a provider, a person or time.
 * @returns whether anything changed
 */
export function advance(machine: Machine): boolean {
  let rounds = 0
  // Executions that begin meanwhile have their turn in the next round.
  while (openOnes(machine).filter((execution) => move(machine, execution)).length > 0) rounds++
  return rounds > 0
}

function openOnes({ pipeline }: Machine): readonly ExecutionRecord[] {
  return pipeline.executions.filter(isOpen)
}

function move(machine: Machine, execution: ExecutionRecord): boolean {
  // What another one did in this round may have ended it.
  if (!isOpen(execution)) return false
  const expired = expire(machine, execution)
  if (execution.parked) return moveParked(machine, execution) || expired
  if (execution.stop !== undefined) return moveStopped(machine, execution) || expired
  const moved = execution.inStage ? moveStage(machine, execution) : tryToEnter(machine, execution)
  return moved || expired
}

/** Fails what has no more time. */
function expire(machine: Machine, execution: ExecutionRecord): boolean {
  if (!execution.inStage) return false
  const { record } = stageOf(machine.pipeline, execution)
  const over = runningIn(record).filter((work) => expiryOf(work) <= machine.now())
  for (const { id } of over) {
    const isAction = record.actions.some((action) => action.id === id)
    const failure = {
      status: 'Failed',
      error: { code: 'Timeout', message: `The ${isAction ? 'action' : 'rule'} did not end in its time.` },
    } as const
    if (isAction) settleAction(machine, id, failure)
    else settleRule(machine, id, failure)
    machine.effect({ kind: 'abandon', id })
  }
  return over.length > 0
}

function moveStopped(machine: Machine, execution: ExecutionRecord): boolean {
  const stage = execution.inStage ? stageOf(machine.pipeline, execution).record : undefined
  let changed = false
  if (execution.status === 'InProgress') {
    execution.status = 'Stopping'
    tellExecution(machine, execution, 'STOPPING')
    if (stage !== undefined) {
      stage.status = 'Stopping'
      tellStage(machine, execution, stage, 'STOPPING')
    }
    changed = true
  }
  if (stage !== undefined && execution.stop!.abandon && runningIn(stage).length > 0) {
    abandonAll(machine, execution, stage)
    changed = true
  }
  if (stage !== undefined && runningIn(stage).length > 0) return changed
  endStopped(machine, execution, stage)
  return true
}

function endStopped(machine: Machine, execution: ExecutionRecord, stage: StageRecord | undefined): void {
  const { reason } = execution.stop!
  if (stage !== undefined) {
    endOpenConditions(machine, stage)
    stage.status = statusOfStoppedStage(stage)
    stage.phase = 'ended'
    tellStage(machine, execution, stage, 'STOPPED')
  }
  execution.inStage = false
  execution.status = 'Stopped'
  if (reason !== undefined) execution.statusSummary = reason
  tellExecution(machine, execution, 'STOPPED')
}

/** Nobody judges a condition any more whose stage has ended. */
function endOpenConditions(machine: Machine, stage: StageRecord): void {
  for (const condition of Object.values(stage.conditions))
    if (condition.status === 'InProgress') endCondition(machine, stage, condition, 'Cancelled')
}

function abandonAll(machine: Machine, execution: ExecutionRecord, stage: StageRecord): void {
  for (const condition of Object.values(stage.conditions)) {
    if (condition.status === 'InProgress') endCondition(machine, stage, condition, 'Abandoned')
  }
  for (const action of stage.actions) {
    if (action.status === 'InProgress') abandonAction(machine, execution, stage, action)
  }
}

function abandonAction(machine: Machine, execution: ExecutionRecord, stage: StageRecord, action: ActionRecord): void {
  action.status = 'Abandoned'
  action.updated = machine.now()
  if (action.type.category === 'Approval') action.summary = 'The approval action has been canceled.'
  machine.effect({ kind: 'abandon', id: action.id })
  tellAction(machine, execution, stage, action, 'ABANDONED')
}

/** An execution of an older version never goes on; its pending approval ends by its time, or by a stop that abandons. */
function moveParked(machine: Machine, execution: ExecutionRecord): boolean {
  if (execution.stop !== undefined) return moveStopped(machine, execution)
  const stage = execution.inStage ? recordAt(machine, execution) : undefined
  const status = parkedExecutionEnds(stage === undefined ? 0 : runningIn(stage).length)
  if (status === undefined) return false
  if (stage !== undefined) {
    endOpenConditions(machine, stage)
    stage.status = status
    stage.phase = 'ended'
    tellStage(machine, execution, stage, 'CANCELED')
  }
  execution.inStage = false
  execution.status = status
  tellExecution(machine, execution, 'CANCELED')
  return true
}

function recordAt({ pipeline }: Machine, execution: ExecutionRecord): StageRecord | undefined {
  return recordOf(execution, stageOf(pipeline, execution).declared.name)
}
