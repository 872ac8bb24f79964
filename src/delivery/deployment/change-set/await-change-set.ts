import { poll } from '../../../core/pacing/poll.ts'
import type { ChangeSet, ChangeSetRequest, Stacks } from '../../../core/ports/stacks.ts'
import type { Context } from '../../../core/run/context.ts'
import { again, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { Patient } from '../../retry/transient.ts'

/** What the making of a change set works with. */
export interface ChangeSetWork {
  readonly stacks: Stacks
  readonly context: Pick<Context, 'clock' | 'signal' | 'report'>
  readonly patient: Patient
  /** By the clock's `elapsed`, in milliseconds. */
  readonly deadline: number
}

/** Whether the service still works on the change set. */
export function isUnderWay({ status }: Pick<ChangeSet, 'status'>): boolean {
  return /_(PENDING|IN_PROGRESS)$/.test(status)
}

/**
 * Polls at growing distances, from a quarter of a second to one and a half.
 * @throws StageError `operation-running` when the time is over
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
    hint: next`${again}; it makes the change set anew and executes nothing twice`,
  })
}
