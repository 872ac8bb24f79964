import { latestAttempts } from './latest-attempts.ts'
import type { ActionExecution } from './observed-run.ts'

/**
 * The approval that nobody can answer any more, because the pipeline was changed while it waited; undefined when there
 * is none, or something else runs too. The list of actions keeps such an approval as if it waited, its token is refused,
 * and the execution goes on for ever (recorded; docs/verified.md).
 * @param began version of the pipeline that the execution runs
 * @param now version that the pipeline has
 */
export function staleApproval(
  actions: readonly ActionExecution[],
  began: number | undefined,
  now: number | undefined,
): ActionExecution | undefined {
  if (began === undefined || now === undefined || now <= began) return undefined
  const running = runningActions(actions)
  return running.every(isApproval) ? running[0] : undefined
}

/** Whether an execution waits for approvals, and for nothing else. */
export function onlyApprovalsWait(actions: readonly ActionExecution[]): boolean {
  const running = runningActions(actions)
  return running.length > 0 && running.every(isApproval)
}

/** Whether nothing runs, or only approvals do. */
export function onlyApprovalsRun(actions: readonly ActionExecution[]): boolean {
  return runningActions(actions).every(isApproval)
}

function runningActions(actions: readonly ActionExecution[]): readonly ActionExecution[] {
  return latestAttempts(actions, ({ actionName }) => actionName).filter(({ status }) => status === 'InProgress')
}

function isApproval({ input }: ActionExecution): boolean {
  return input?.actionTypeId?.category === 'Approval'
}
