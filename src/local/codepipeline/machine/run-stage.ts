import { beginAction } from './begin-work.ts'
import { conditionAt, moveCondition } from './condition.ts'
import { failureWaitsForGroup, resultIsCarriedOut } from './decisions.ts'
import type { DeclaredStage } from './declaration.ts'
import { failStage, passStage } from './end-stage.ts'
import { type Machine, stageOf } from './machine.ts'
import type { ActionRecord, ExecutionRecord, StageRecord } from './records.ts'

/** Moves the stage on in which an execution is, by one step. @returns whether anything changed */
export function moveStage(machine: Machine, execution: ExecutionRecord): boolean {
  const { declared, record } = stageOf(machine.pipeline, execution)
  switch (record.phase) {
    case 'beforeEntry':
      return moveEntry(machine, execution, declared, record)
    case 'actions':
      return moveActions(machine, execution, declared, record)
    case 'onSuccess':
      return moveSuccess(machine, execution, declared, record)
    case 'onFailure':
      return moveFailure(machine, execution, declared, record)
    case 'ended':
      return false
  }
}

function moveEntry(machine: Machine, execution: ExecutionRecord, declared: DeclaredStage, stage: StageRecord): boolean {
  const condition = conditionAt(declared, 'beforeEntry')
  if (condition !== undefined) {
    const { status, changed } = moveCondition(machine, execution, stage, 'beforeEntry', condition)
    if (status === 'InProgress') return changed
    if (resultIsCarriedOut('beforeEntry', status)) {
      if (condition.result === 'SKIP') passStage(machine, execution, stage, 'Skipped')
      else failStage(machine, execution, stage, undefined)
      return true
    }
  }
  stage.phase = 'actions'
  return true
}

function moveActions(
  machine: Machine,
  execution: ExecutionRecord,
  declared: DeclaredStage,
  stage: StageRecord,
): boolean {
  const current = currentActions(stage)
  const failed = current.some(({ status }) => status === 'Failed' || status === 'Abandoned')
  const running = current.some(({ status }) => status === 'InProgress')
  if (running && !(failed && !failureWaitsForGroup())) return false
  if (failed) {
    stage.phase = 'onFailure'
    return true
  }
  const left = declared.actions.filter(({ name }) => !Object.hasOwn(stage.current, name))
  if (left.length === 0) {
    stage.phase = 'onSuccess'
    return true
  }
  const next = Math.min(...left.map(({ runOrder = 1 }) => runOrder))
  for (const action of left) if ((action.runOrder ?? 1) === next) beginAction(machine, execution, stage, action)
  return true
}

function moveSuccess(
  machine: Machine,
  execution: ExecutionRecord,
  declared: DeclaredStage,
  stage: StageRecord,
): boolean {
  const condition = conditionAt(declared, 'onSuccess')
  if (condition !== undefined) {
    const { status, changed } = moveCondition(machine, execution, stage, 'onSuccess', condition)
    if (status === 'InProgress') return changed
    if (resultIsCarriedOut('onSuccess', status)) {
      failStage(machine, execution, stage, condition.result)
      return true
    }
  }
  passStage(machine, execution, stage, 'Succeeded')
  return true
}

function moveFailure(
  machine: Machine,
  execution: ExecutionRecord,
  declared: DeclaredStage,
  stage: StageRecord,
): boolean {
  const condition = conditionAt(declared, 'onFailure')
  if (condition === undefined) {
    failStage(machine, execution, stage, declared.onFailure?.result)
    return true
  }
  const { status, changed } = moveCondition(machine, execution, stage, 'onFailure', condition)
  if (status === 'InProgress') return changed
  failStage(machine, execution, stage, resultIsCarriedOut('onFailure', status) ? condition.result : undefined)
  return true
}

/** The runs of actions that count for this attempt of the stage. */
export function currentActions(stage: StageRecord): readonly ActionRecord[] {
  const ids = new Set(Object.values(stage.current))
  return stage.actions.filter(({ id }) => ids.has(id))
}
