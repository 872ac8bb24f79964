import { defined } from '../../core/run/defined.ts'
import { own } from '../../core/run/own.ts'
import { isEmptyCreationRun } from './creation-run.ts'
import { latestAttempts } from './latest-attempts.ts'
import type { ActionExecution, ObservedRun, OwnRecord, RuleExecution } from './observed-run.ts'
import type { ActionPlace, EndCause, RunEnd } from './run-end.ts'
import { staleApproval } from './stale-approval.ts'
import { successorInComment } from './supersede-comment.ts'

/**
 * How an execution of a pipeline ended, by everything that was seen of it; undefined while it has not ended. Only the
 * status `Succeeded` is a success: what was superseded, cancelled, stopped or lost sight of never is. A creation run
 * that names no release is neither a success nor a failure.
 */
export function outcomeOf(run: ObservedRun): RunEnd | undefined {
  const { execution, timeIsOver } = run
  const end = endBy(run, execution.status)
  if (end !== undefined || timeIsOver !== true) return end
  return { outcome: 'still-running', cause: { kind: 'time-is-over' } }
}

function endBy(run: ObservedRun, status: ObservedRun['execution']['status']): RunEnd | undefined {
  switch (status) {
    case 'Succeeded':
      return success(run)
    case 'Failed':
      if (isEmptyCreationRun(run)) return { outcome: 'no-changes', cause: { kind: 'creation-run' } }
      return failure(run)
    case 'Superseded':
      return { outcome: 'superseded', cause: { kind: 'superseded', by: run.successor } }
    case 'Cancelled':
      return { outcome: 'failed', cause: { kind: 'cancelled', ...defined({ message: run.execution.statusSummary }) } }
    case 'Stopped':
      return stop(run)
    case 'InProgress':
      return stale(run)
    // Stopping, and words that the service may add.
    default:
      return undefined
  }
}

/** Nobody can answer an approval of an older version, so the execution does not end by itself. */
function stale({ actions, versions }: ObservedRun): RunEnd | undefined {
  const approval = staleApproval(actions, versions?.began, versions?.now)
  if (approval === undefined) return undefined
  return { outcome: 'rejected', cause: { kind: 'approval-stale', place: placeOf(approval) } }
}

/** No changes, when every stage of ours found none. */
function success({ actions, records = {} }: ObservedRun): RunEnd {
  const outcomes = latestActions(actions).flatMap((action) => recordOf(action, records)?.outcome ?? [])
  const unchanged = outcomes.length > 0 && outcomes.every((outcome) => outcome === 'no-changes')
  return { outcome: unchanged ? 'no-changes' : 'succeeded', cause: { kind: 'succeeded' } }
}

/** What came of rolling back counts more than what failed first, unless nothing came of it. */
function failure(run: ObservedRun): RunEnd | undefined {
  const first = firstFailure(run)
  const { rollback, expected } = run
  if (rollback === undefined) return expected === undefined ? first : undefined
  const members = {
    rollback: rollback.pipelineExecutionId,
    ...defined({ to: rollback.rollbackMetadata?.rollbackTargetPipelineExecutionId }),
    first: first.cause,
  }
  // Everything has ended: what was still running then is uncertain now.
  if (rollback.status === 'Failed' && run.rollbackRefused === true && first.outcome !== 'still-running')
    return { outcome: first.outcome, cause: { kind: 'rollback-refused', ...members } }
  switch (rollback.status) {
    case 'Succeeded':
      return { outcome: 'rolled-back', cause: { kind: 'rolled-back', ...members } }
    case 'Failed':
    case 'Stopped':
    case 'Superseded':
    case 'Cancelled':
      return { outcome: 'stuck', cause: { kind: 'rollback-failed', ...members } }
    default:
      return run.timeIsOver === true
        ? { outcome: 'still-running', cause: { kind: 'rollback-runs', ...members } }
        : undefined
  }
}

function firstFailure({ execution, actions, rules = [], records = {} }: ObservedRun): RunEnd {
  const failed = latestActions(actions).find(({ status }) => status === 'Failed')
  if (failed !== undefined) return failedAction(failed, records)
  const rule = latestAttempts(rules, ({ ruleName }) => ruleName).findLast(({ status }) => status === 'Failed')
  if (rule !== undefined) return { outcome: 'rejected', cause: failedRule(rule) }
  return { outcome: 'failed', cause: { kind: 'execution-failed', ...defined({ message: execution.statusSummary }) } }
}

function failedAction(action: ActionExecution, records: Readonly<Record<string, OwnRecord>>): RunEnd {
  const place = placeOf(action)
  const record = recordOf(action, records)
  const { externalExecutionSummary, errorDetails } = action.output?.executionResult ?? {}
  // An action that failed after its stage had succeeded failed by itself.
  if (record !== undefined && record.outcome !== 'succeeded' && record.outcome !== 'no-changes')
    return { outcome: record.outcome, cause: { kind: 'own-stage', place, ...defined({ reason: record.reason }) } }
  if (action.input?.actionTypeId?.category === 'Approval') {
    const by = approverOf(action)
    const successor = successorInComment(externalExecutionSummary)
    if (by !== undefined && successor !== undefined)
      return { outcome: 'superseded', cause: { kind: 'superseded', by: successor } }
    return {
      outcome: 'rejected',
      cause:
        by === undefined
          ? { kind: 'approval-expired', place }
          : { kind: 'approval-rejected', place, by, ...defined({ comment: externalExecutionSummary }) },
    }
  }
  const { code, message = externalExecutionSummary } = errorDetails ?? {}
  return { outcome: 'failed', cause: { kind: 'action-failed', place, ...defined({ code, message }) } }
}

/** The service names who answered an approval, and ends one that nobody answered by itself. */
function approverOf({ updatedBy }: ActionExecution): string | undefined {
  return updatedBy?.startsWith('arn:') ? updatedBy : undefined
}

function failedRule({ stageName = '', ruleName = '', output }: RuleExecution): EndCause {
  const { externalExecutionSummary, errorDetails } = output?.executionResult ?? {}
  const message = errorDetails?.message ?? externalExecutionSummary
  return { kind: 'condition-failed', stage: stageName, rule: ruleName, ...defined({ message }) }
}

/** What the provider of an abandoned action started goes on; an approval starts nothing. */
function stop({ execution, actions, stoppedByUs = false }: ObservedRun): RunEnd {
  const comment = execution.stopTrigger?.reason ?? execution.statusSummary
  const goingOn = latestActions(actions).filter(
    ({ status, input }) => status === 'Abandoned' && input?.actionTypeId?.category !== 'Approval',
  )
  const successor = successorInComment(comment)
  if (successor !== undefined && goingOn.length === 0)
    return { outcome: 'superseded', cause: { kind: 'superseded', by: successor } }
  const members = { byUs: stoppedByUs, ...defined({ comment }) }
  return goingOn.length === 0
    ? { outcome: 'failed', cause: { kind: 'stopped', ...members } }
    : { outcome: 'still-running', cause: { kind: 'abandoned', ...members, places: goingOn.map(placeOf) } }
}

function latestActions(actions: readonly ActionExecution[]): readonly ActionExecution[] {
  return latestAttempts(actions, ({ actionName }) => actionName)
}

function recordOf({ actionExecutionId }: ActionExecution, records: Readonly<Record<string, OwnRecord>>) {
  return actionExecutionId === undefined ? undefined : own(records, actionExecutionId)
}

function placeOf({ stageName = '', actionName = '', actionExecutionId }: ActionExecution): ActionPlace {
  return { stage: stageName, action: actionName, actionExecutionId }
}
