import { serviceFailure } from '../../../../aws/service-errors.ts'
import { StageError } from '../../../../core/run/stage-error.ts'
import type { ConditionPlace } from '../../machine/records.ts'

/*
 * What the guide leaves open about actions and rules, one function each: docs/verified.md names them. A recording of the
 * service that shows another answer changes one of these.
 */

/** Whether a change set that failed has no changes: then creating it succeeds, and executing it does nothing. */
export function isEmptyChangeSet(status: string, reason: string | undefined): boolean {
  return status === 'FAILED' && /didn't contain changes|No updates are to be performed/i.test(reason ?? '')
}

/** Whether a change set that was executed once is still found by its name. A retry meets `ChangeSetNotFound`. */
export function isGoneOnceExecuted(executionStatus: string): boolean {
  return executionStatus.startsWith('EXECUTE_')
}

/** Whether `REPLACE_ON_FAILURE` deletes a stack. One page of the guide leaves out `ROLLBACK_COMPLETE`, and one has it. */
export function isReplacedOnFailure(status: string): boolean {
  const failed = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED', 'UPDATE_ROLLBACK_FAILED']
  return failed.includes(status)
}

/** Whether an operation goes on: also while it removes what an update replaced. */
export function stackIsBusy(status: string): boolean {
  return status.endsWith('_IN_PROGRESS')
}

/** Whether the stack policy of a template configuration is set when a change set is made: only on a stack that exists. */
export function setsPolicyWithChangeSet(isNew: boolean): boolean {
  return !isNew
}

/** The text of a parameter that a file or `ParameterOverrides` gives; undefined for what is no parameter. */
export function parameterText(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined
}

/** Whether a template is too large to be sent with a request; then it lies in the artifact store meanwhile. */
export function templateIsStored(bytes: number): boolean {
  return bytes > 51_200
}

/** The code of an action that failed by a service: the guide lists the codes, and not when each is used. */
export function codeOfServiceError(error: unknown): string {
  const failure = serviceFailure(error, '')
  const reason = failure instanceof StageError ? failure.reason : undefined
  if (reason === 'access-denied') return 'PermissionError'
  if (reason === 'endpoint-unreachable' || reason === 'throttled') return 'SystemUnavailable'
  return reason === 'bucket-missing' ? 'ConfigurationError' : 'JobFailed'
}

/**
 * Where an entry of an archive lies below the prefix of a deployment: steps such as `..` are followed inside the archive,
 * as every tool does that unpacks it. A folder has no path; 'outside' for a name that leads out.
 */
export function keyOfEntry(name: string): { readonly path: string | undefined } | 'outside' {
  const steps: string[] = []
  for (const step of name.split('/')) {
    if (step === '..') {
      if (steps.pop() === undefined) return 'outside'
    } else if (step !== '' && step !== '.') steps.push(step)
  }
  return { path: steps.length === 0 || name.endsWith('/') ? undefined : steps.join('/') }
}

/** How an action ends that follows another pipeline: well if its execution did; undefined while that goes on. */
export function endOfInvokedPipeline(status: string): 'Succeeded' | 'Failed' | undefined {
  if (status === 'InProgress' || status === 'Stopping' || status === '') return undefined
  return status === 'Succeeded' ? 'Succeeded' : 'Failed'
}

/**
 * How a rule about an alarm ends; undefined while it waits. Before a stage, an alarm has the wait time to recover.
 * After it, the alarm is watched for the wait time.
 */
export function endOfAlarmRule(place: ConditionPlace, alarms: boolean, isOver: boolean): boolean | undefined {
  if (place === 'beforeEntry') return alarms ? (isOver ? false : undefined) : true
  return alarms ? false : isOver ? true : undefined
}

/** The states that fail a rule about an alarm, when it names none. */
export const alarmStates: readonly string[] = ['ALARM']

/**
 * Whether a deployment window is open: in the minutes that its expression names, whatever the second. So the example of
 * the guide, `0 0 9-17 ? * MON-FRI *`, is open for the first minute of each of these hours.
 */
export function windowIsOpen(namesTheMinute: boolean): boolean {
  return namesTheMinute
}

/** Whether a function ends a rule as soon as it ends: only by an error. Otherwise its job does, as with an action. */
export function functionEndsRule(error: string | undefined): boolean {
  return error !== undefined
}
