import { poll } from '../../../core/pacing/poll.ts'
import type { ChangeSet, ChangeSetRequest } from '../../../core/ports/stacks.ts'
import { again, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { DeploymentWork } from '../deployment-work.ts'

/** Whether CloudFormation still works on the change set. */
export function isUnderWay({ status }: Pick<ChangeSet, 'status'>): boolean {
  return /_(PENDING|IN_PROGRESS)$/.test(status)
}

/**
 * Polls at growing intervals, from 0.25 to 1.5 seconds.
 * @throws StageError `operation-running` after the deadline
 */
export async function until<T>(
  request: Pick<ChangeSetRequest, 'name' | 'stack'>,
  { context, deadline }: Pick<DeploymentWork, 'context' | 'deadline'>,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const { clock, signal, report } = context
  const limit = deadline - clock.elapsed()
  const found = await poll({ clock, signal }, { first: 250, longest: 1500, growth: 1.2, limit }, async () => {
    const answer = await look()
    if (answer === undefined) report({ kind: 'progress', text: `${request.stack}: waiting for the change set` })
    return answer
  })
  if (found !== undefined) return found
  throw new StageError('operation-running', `change set ${request.name} of stack ${request.stack} is not ready yet`, {
    hint: next`${again}; it creates the change set again and executes nothing twice`,
  })
}
