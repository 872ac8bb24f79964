import { pauseAfter } from '../../../core/pacing/back-off.ts'
import type { ChangeSet } from '../../../core/ports/stacks.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { Operation } from '../../following/operation.ts'
import { isTransient, refusalCode, transientBackOff } from '../../retry/transient.ts'
import type { DeploymentWork } from '../deployment-work.ts'

/** The result of the call that executes a change set. */
export type Execution =
  | { readonly kind: 'begun' }
  /** The change set can no longer be executed: read the stack again. */
  | { readonly kind: 'conflict' /** `stack-busy` */; readonly error: StageError }
  /** The call was refused, so nothing was changed. */
  | { readonly kind: 'refused'; readonly error: unknown }

/** A change set, and how to execute it. */
export interface Executing {
  readonly changeSet: ChangeSet
  /** With the same token, CloudFormation recognizes a repeated call. */
  readonly token: string
  readonly disableRollback: boolean
}

/**
 * Executes a change set once. If the response is lost, the state of the change set is checked.
 * @throws StageError with the reason of the last failure, when the state is still unknown after the deadline
 */
export async function executeOnce(
  { changeSet, token, disableRollback }: Executing,
  { stacks, context, deadline, guard }: DeploymentWork,
): Promise<Execution> {
  const call = { stack: changeSet.stackId, changeSet: changeSet.id, token, disableRollback }
  for (let tries = 1; ; tries += 1) {
    await guard()
    try {
      await stacks.executeChangeSet(call)
      return begun
    } catch (error) {
      if (refusalCode(error) === 'TokenAlreadyExistsException') return begun
      if (!isTransient(error) && !isStateRefusal(error)) return { kind: 'refused', error }
      if (await hasBegun(changeSet, token, stacks)) return begun
      if (!isTransient(error)) return { kind: 'conflict', error: obsolete(changeSet, error) }
      if (context.clock.elapsed() > deadline) throw error
      await context.clock.sleep(pauseAfter(tries, transientBackOff), context.signal)
    }
  }
}

/** The operation of an execution, as it is followed. */
export function operationOf(
  { stackId, changes }: ChangeSet,
  known: Pick<Operation, 'stackName' | 'token' | 'after' | 'usual'>,
): Operation {
  return { ...known, stackId, expected: changes.map(({ logicalId }) => logicalId) }
}

const begun = { kind: 'begun' } as const

/** An event with our token, or the state of the change set, shows that the execution has started. */
async function hasBegun({ id, stackId }: ChangeSet, token: string, stacks: DeploymentWork['stacks']): Promise<boolean> {
  const [newest] = await stacks.newestEvents(stackId, 1)
  if (newest?.token === token) return true
  const now = await stacks.findChangeSet(stackId, id)
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
