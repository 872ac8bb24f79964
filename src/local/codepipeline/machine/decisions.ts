import type { ActionTypeId } from './declaration.ts'
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

/** Whether a retry asks the entry condition of the stage again: unless it held, or somebody overrode it. */
export function retryAsksEntryAgain(stage: StageRecord): boolean {
  const status = stage.conditions.beforeEntry?.status
  return status !== undefined && status !== 'Succeeded' && status !== 'Overridden'
}

/** Whether a disabled transition holds executions of this mode. */
export function transitionHolds(_mode: 'QUEUED' | 'SUPERSEDED' | 'PARALLEL'): boolean {
  return true
}

/** How many executions of a pipeline may be open at once, waiting ones included (guide, quotas); parked ones do not count. */
export const openExecutions = 50

/** How many executions of a pipeline are kept, as the service keeps them for a year; of older ones only what a stage needs. */
export const keptExecutions = 1_000

/**
 * Whose inbound transition an outbound one is: what leaves a stage enters the next, and the state shows inbound
 * transitions only. Nothing follows the last stage.
 */
export function outboundTransitionOf(stages: readonly string[], stage: string): string | undefined {
  return stages[stages.indexOf(stage) + 1]
}

/** Minutes until an action fails whose definition names none (guide, quotas). */
export function defaultMinutes({ category, owner, provider }: ActionTypeId): number {
  return owner === 'Custom' ? day : (defaultTimes.get(`${category}/${provider}`) ?? 60)
}

const day = 24 * 60
const defaultTimes = new Map([
  ['Approval/Manual', 7 * day],
  ['Build/CodeBuild', 8 * 60],
  ['Compute/Commands', 55],
  ['Deploy/CloudFormation', 3 * day],
  ['Deploy/CodeDeploy', 5 * day],
  ['Deploy/CodeDeployToECS', 5 * day],
  ['Deploy/S3', 90],
  ['Invoke/Lambda', day],
  ['Invoke/StepFunctions', 7 * day],
  ['Test/CodeBuild', 8 * 60],
])

/** Minutes that a function has for each of its answers (guide, quotas): each answer begins them anew. */
export const answerMinutes = 20

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

/**
 * How late reads are where that is switched on, in milliseconds. `GetPipelineState` was seen to be five to ten seconds
 * late, and `ListPipelineExecutions` to lack the execution of a new pipeline for about two; this is taken for every start.
 */
export const lateReads = { state: 7_000, list: 2_000 }
