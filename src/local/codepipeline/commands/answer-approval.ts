import { own } from '../../../core/run/own.ts'
import { isOpen, type Machine } from '../machine/machine.ts'
import { findAction, settleAction } from '../machine/settle.ts'
import { ServiceFault } from '../service-fault.ts'
import { stageNamed } from './find.ts'

/** An answer to a pending approval. */
export interface Answer {
  readonly stageName: string
  readonly actionName: string
  /** The id of the execution of the action (recorded). */
  readonly token: string
  readonly status: 'Approved' | 'Rejected'
  readonly summary: string
  /** ARN of whoever answers. */
  readonly by: string
}

/**
 * Answers an approval.
 * @throws ServiceFault StageNotFound, ActionNotFound, InvalidApprovalToken, ApprovalAlreadyCompleted
 */
export function answerApproval(machine: Machine, answer: Answer): void {
  const { stageName, actionName, token, status, summary, by } = answer
  const { pipeline } = machine
  const found = findAction(pipeline, token)
  const fits = found !== undefined && found.stage.name === stageName && found.work.name === actionName
  // An update may have removed the stage or the action; the token says why it does not count.
  if (fits && found.execution.parked)
    throw invalid(
      `The pipeline ${pipeline.name} has been updated, and the approval request you responded to is now out of date.`,
    )
  const declared = stageNamed(pipeline, stageName).actions.find(({ name }) => name === actionName)
  if (declared?.actionTypeId.category !== 'Approval')
    throw new ServiceFault(
      'ActionNotFound',
      `The stage '${stageName}' of the pipeline '${pipeline.name}' has no approval action named '${actionName}'.`,
    )
  if (!fits) throw invalid('The approval token is invalid for this action.')
  const { execution, work: action } = found
  const answered = action.status === 'Succeeded' || (action.status === 'Failed' && action.updatedBy !== undefined)
  if (answered) throw new ServiceFault('ApprovalAlreadyCompleted', 'The approval action has already been answered.')
  const expired = action.expires !== undefined && action.expires <= machine.now()
  if (action.status !== 'InProgress' || !isOpen(execution) || expired)
    throw invalid('The approval request has expired, or its action has been abandoned.')
  if (own(action.resolvedConfiguration, 'IsSummaryRequired')?.toLowerCase() === 'true' && summary.trim() === '')
    throw invalid('A summary is required for this approval, and it must not be blank.')
  settleAction(machine, action.id, {
    status: status === 'Approved' ? 'Succeeded' : 'Failed',
    summary,
    updatedBy: by,
    externalExecutionId: action.id,
  })
}

function invalid(message: string): ServiceFault {
  return new ServiceFault('InvalidApprovalToken', message)
}
