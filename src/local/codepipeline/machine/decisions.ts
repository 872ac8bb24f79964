import type { ConditionPlace, ConditionStatus, ExecutionRecord, StageRecord } from './records.ts'

/*
 * What the guide leaves open or says twice, one function each: docs/verified.md names them. A recording of the service
 * that shows another answer changes one of these.
 */

/**
 * Whether the result of a condition is carried out. The guide says both "only when the condition fails" and "if the
 * rules succeed"; the first is taken for all three places.
 */
export function resultIsCarriedOut(_place: ConditionPlace, status: ConditionStatus): boolean {
  return status === 'Failed'
}

/** Whether a failed action lets the others of its group end before the stage fails. */
export function failureWaitsForGroup(): boolean {
  return true
}

/** Whether a newer waiting execution takes the place of an older one. Rollbacks neither take a place nor lose theirs. */
export function takesThePlaceOf(newer: ExecutionRecord, older: ExecutionRecord): boolean {
  return newer.type === 'STANDARD' && older.type === 'STANDARD'
}

/** How a stage ends that was stopped: as stopped, also when all of its actions ended well or badly. */
export function statusOfStoppedStage(_stage: StageRecord): 'Stopped' {
  return 'Stopped'
}

/**
 * How an execution ends that an update of the pipeline parked. One that waits, or whose actions have ended, is
 * cancelled; one with a pending approval was seen to stay as it is, with its action in progress.
 */
export function parkedExecutionEnds(running: number): 'Cancelled' | undefined {
  return running === 0 ? 'Cancelled' : undefined
}

/** Whether a retry asks the entry condition of the stage again: only when it failed there. */
export function retryAsksEntryAgain(stage: StageRecord): boolean {
  return stage.conditions.beforeEntry?.status === 'Failed'
}

/** Whether a disabled transition holds executions of this mode. */
export function transitionHolds(_mode: 'QUEUED' | 'SUPERSEDED' | 'PARALLEL'): boolean {
  return true
}

/** How many executions of a pipeline may be open at once, waiting ones included (guide, quotas). */
export const openExecutions = 50

/** Minutes until an approval fails when its action names none (guide, quotas): seven days. */
export const approvalMinutes = 7 * 24 * 60

/**
 * Which of the open executions an update of the pipeline parks: all of them, because the service was seen to let none
 * go on.
 */
export function updateParks(_execution: ExecutionRecord): boolean {
  return true
}

/** Whether an override lets an execution go on that has failed by the condition, as well as one that waits for it. */
export function failedConditionCanBeOverridden(): boolean {
  return true
}

/** Whether an execution that skipped a stage counts as the latest one in it: it entered, and nothing of it ran. */
export function countsAsEntered(stage: StageRecord): boolean {
  return stage.status !== 'Skipped'
}
