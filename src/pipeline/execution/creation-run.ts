import { releaseRule } from '../rendering/conditions.ts'
import { releaseSource } from '../rendering/release-source.ts'
import { latestAttempts } from './latest-attempts.ts'
import type { ActionExecution, ObservedRun, RuleExecution } from './observed-run.ts'

/** Whether an execution began by itself when its pipeline was created (CodePipeline User Guide, "Start a pipeline"). */
export function isCreationRun({ trigger }: Pick<ObservedRun['execution'], 'trigger'>): boolean {
  return trigger?.triggerType === 'CreatePipeline'
}

/**
 * Whether such an execution of a pipeline of ours ended because it names no release: at the rule that says so, or at the
 * source of the bundles while none is there. Nobody asked for it and nothing happened, so its end is no failure. A run
 * that somebody retried, and one of another pipeline, fail as any other.
 */
export function isEmptyCreationRun(run: Pick<ObservedRun, 'execution' | 'actions' | 'rules' | 'definition'>): boolean {
  const { execution, actions, rules = [], definition } = run
  if (!isCreationRun(execution) || execution.status !== 'Failed') return false
  if (isRetried(actions, ({ actionName }) => actionName) || isRetried(rules, ({ ruleName }) => ruleName)) return false
  if (!actions.every(({ input }) => input?.actionTypeId?.category === 'Source')) return false
  const failed = actions.filter(({ status }) => status !== 'Succeeded')
  if (failed.length === 0) return isRefused(rules)
  const source = definition === undefined ? undefined : releaseSource(definition)
  return failed.every((action) => action.actionName === source?.action && lacksItsObject(action))
}

function isRefused(rules: readonly RuleExecution[]): boolean {
  const failed = rules.filter(({ status }) => status !== 'Succeeded')
  return failed.length > 0 && failed.every(({ ruleName }) => ruleName === releaseRule)
}

function isRetried<T extends ActionExecution | RuleExecution>(
  attempts: readonly T[],
  nameOf: (attempt: T) => string | undefined,
): boolean {
  return latestAttempts(attempts, nameOf).length < attempts.length
}

/**
 * Whether a source of S3 failed because the object is not there. The code is `ConfigurationError` as with other faults,
 * so that the words of S3 and of CodePipeline decide (not tried on AWS; docs/verified.md).
 */
function lacksItsObject({ status, output }: ActionExecution): boolean {
  const { errorDetails, externalExecutionSummary } = output?.executionResult ?? {}
  const text = errorDetails?.message ?? externalExecutionSummary ?? ''
  return status === 'Failed' && /\b(?:specified key|object with key .*) does not exist\b/i.test(text)
}
