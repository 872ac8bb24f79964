import { poll } from '../../../core/pacing/poll.ts'
import type { ChangeSet, ChangeSetRequest, Stacks } from '../../../core/ports/stacks.ts'
import type { Context } from '../../../core/run/context.ts'
import { again, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { Patient } from '../../retry/transient.ts'

/** What creating a change set needs. */
export interface ChangeSetWork {
  readonly stacks: Stacks
  readonly context: Pick<Context, 'clock' | 'signal' | 'report'>
  readonly patient: Patient
  /** On the scale of the clock's `elapsed`, in milliseconds. */
  readonly deadline: number
}

/** Whether CloudFormation still works on the change set. */
export function isUnderWay({ status }: Pick<ChangeSet, 'status'>): boolean {
  return /_(PENDING|IN_PROGRESS)$/.test(status)
}

/**
 * Polls at growing intervals, from 0.25 to 1.5 seconds.
 * @throws StageError `operation-running` after the deadline
 */
export async function until<T>(
  work: ChangeSetWork,
  request: Pick<ChangeSetRequest, 'name' | 'stack'>,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const { clock, signal, report } = work.context
  const limit = work.deadline - clock.elapsed()
  const found = await poll({ clock, signal }, { first: 250, longest: 1500, growth: 1.2, limit }, async () => {
    const answer = await work.patient(look)
    if (answer === undefined) report({ kind: 'progress', text: `${request.stack}: waiting for the change set` })
    return answer
  })
  if (found !== undefined) return found
  throw new StageError('operation-running', `change set ${request.name} of stack ${request.stack} is not ready yet`, {
    hint: next`${again}; it creates the change set again and executes nothing twice`,
  })
}
