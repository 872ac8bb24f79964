import { pauseAfter } from '../../core/pacing/back-off.ts'
import type { ChangeSet } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { isTransient, refusalCode, transientBackOff } from '../retry/transient.ts'
import type { DeploymentRun } from './deployment-run.ts'
import { discardChangeSet } from './discard-change-set.ts'

/** The result of the call that executes a change set. */
export type Execution =
  | { readonly kind: 'begun' }
  | { readonly kind: 'conflict' /** `stack-busy` */; readonly error: StageError }

/**
 * Executes a change set once. If the response is lost, the state of the change set is checked; with the same token,
 * CloudFormation recognizes a repeated call. If the execution is refused, the change set is removed.
 * @returns `conflict` when the change set can no longer be executed: read the stack again
 * @throws StageError with a reason of the `Stacks` port
 */
export async function executeOnce(changeSet: ChangeSet, token: string, run: DeploymentRun): Promise<Execution> {
  const { stacks, context, deadline, patient } = run
  const call = {
    stack: changeSet.stackId,
    changeSet: changeSet.id,
    token,
    disableRollback: run.permitted.policy.disableRollback ?? false,
  }
  for (let tries = 1; ; tries += 1) {
    await patient(async () => run.permitted.guard?.())
    try {
      await run.budget.take(context.signal)
      await stacks.executeChangeSet(call)
      return begun
    } catch (error) {
      if (isTransient(error) && error.reason === 'throttled') run.budget.throttled()
      if (refusalCode(error) === 'TokenAlreadyExistsException') return begun
      if (!isTransient(error) && !isStateRefusal(error)) throw await refused(error, changeSet, run)
      if ((await patient(() => hasBegun(changeSet, token, run))) === true) return begun
      if (!isTransient(error)) return { kind: 'conflict', error: obsolete(changeSet, error) }
      if (context.clock.elapsed() > deadline) throw error
      await context.clock.sleep(pauseAfter(tries, transientBackOff), context.signal)
    }
  }
}

const begun = { kind: 'begun' } as const

/** Removes a change set that this role may not execute, and the empty stack that was created for it. */
async function refused(error: unknown, changeSet: ChangeSet, run: DeploymentRun): Promise<unknown> {
  if (error instanceof StageError && !run.permitted.keepFailedChangeSet)
    await discardChangeSet(changeSet, run).catch(() => undefined)
  return error
}

/** An event with our token, or the state of the change set, shows that the execution has started. */
async function hasBegun(changeSet: ChangeSet, token: string, { stacks }: DeploymentRun): Promise<boolean> {
  for await (const event of stacks.events(changeSet.stackId)) {
    if (event.token === token) return true
    break
  }
  const now = await stacks.findChangeSet(changeSet.stackId, changeSet.id)
  return now?.executionStatus.startsWith('EXECUTE_') ?? false
}

function isStateRefusal(error: unknown): boolean {
  return /^(InvalidChangeSetStatus|ChangeSetNotFound)(Exception)?$/.test(refusalCode(error) ?? '')
}

function obsolete(changeSet: ChangeSet, cause: unknown): StageError {
  return new StageError(
    'stack-busy',
    `change set ${changeSet.name} can no longer be executed: the stack has changed since`,
    {
      hint: 'run again; a new change set will be created from the current stack',
      cause,
    },
  )
}
