import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import { approvalContent } from '../../../pipeline/execution/approval-content.ts'
import { latestAttempts } from '../../../pipeline/execution/latest-attempts.ts'
import type { RunView } from './run-view.ts'

/** The approval that an execution waits for; undefined while it waits for none, or stops. */
export function waitingApproval({ status, actions }: Pick<RunView, 'status' | 'actions'>): ActionDetail | undefined {
  if (status !== 'InProgress') return undefined
  const approvals = actions.filter(({ input }) => input?.actionTypeId?.category === 'Approval')
  return latestAttempts(approvals, ({ actionName }) => actionName).find((attempt) => attempt.status === 'InProgress')
}

/** What the next command needs to answer exactly this approval; what it does not name is left out. */
export function approvalAsked({ actionExecutionId, input }: ActionDetail) {
  return { ...approvalContent(input?.resolvedConfiguration ?? {}), token: actionExecutionId ?? '' }
}
