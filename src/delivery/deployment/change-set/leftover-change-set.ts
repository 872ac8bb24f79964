import type { ChangeSet, ChangeSetRequest } from '../../../core/ports/stacks.ts'
import { input, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { refusalCode } from '../../retry/transient.ts'
import type { DeploymentWork } from '../deployment-work.ts'
import { isUnderWay, until } from './await-change-set.ts'

/** How long another run may keep its change set before this run removes it, in milliseconds. */
const graceMilliseconds = 8000
/** No run is about to execute a change set of this age, in milliseconds. */
const leftMilliseconds = 60_000

/** `busy` while the change set is being executed; the stack will show the result. */
export type RemovedLeftover = { readonly kind: 'removed' } | { readonly kind: 'busy'; readonly error: StageError }

/**
 * Removes a change set that has our name but comes from another run. Its content cannot be known in full, so it is
 * never executed, whatever its description says. A young one may belong to a concurrent run, and is left for a while.
 * @throws StageError `input-invalid` when its description names something else
 */
export async function removeLeftover(request: ChangeSetRequest, work: DeploymentWork): Promise<RemovedLeftover> {
  const { clock } = work.context
  let completeSince: number | undefined
  const found = await until(request, work, async () => {
    const existing = await work.stacks.findChangeSet(request.stack, request.name)
    if (existing === undefined) return 'gone'
    if (!isFor(existing, request)) throw foreign(existing)
    if (isExecuting(existing)) return existing
    if (isUnderWay(existing)) return undefined
    completeSince ??= clock.elapsed()
    const isLeft = isOld(existing, clock.now()) || clock.elapsed() - completeSince >= graceMilliseconds
    return isLeft || isOver(existing) ? existing : undefined
  })
  if (found === 'gone') return { kind: 'removed' }
  if (isExecuting(found)) return { kind: 'busy', error: executing(found) }
  return remove(found, request, work)
}

async function remove(changeSet: ChangeSet, request: ChangeSetRequest, work: DeploymentWork): Promise<RemovedLeftover> {
  try {
    await work.stacks.deleteChangeSet(request.stack, changeSet.id)
  } catch (error) {
    if (!/^InvalidChangeSetStatus(Exception)?$/.test(refusalCode(error) ?? '')) throw error
    return { kind: 'busy', error: executing(changeSet) }
  }
  await until(request, work, async () => {
    const gone = await work.stacks.findChangeSet(request.stack, changeSet.id)
    return gone === undefined || gone.status === 'DELETE_COMPLETE' ? true : undefined
  })
  return { kind: 'removed' }
}

/** A change set of ours that was executed or failed is replaced, even when it was for another deployment. */
function isFor(changeSet: ChangeSet, { description }: ChangeSetRequest): boolean {
  return (
    changeSet.description === description ||
    (isOver(changeSet) && /^liftlock [0-9a-f]{64}$/.test(changeSet.description ?? ''))
  )
}

/** It can no longer be executed. */
function isOver({ status, executionStatus }: ChangeSet): boolean {
  return status !== 'CREATE_COMPLETE' || /^(OBSOLETE|EXECUTE_COMPLETE|EXECUTE_FAILED)$/.test(executionStatus)
}

function isExecuting({ executionStatus }: ChangeSet): boolean {
  return executionStatus === 'EXECUTE_IN_PROGRESS'
}

function isOld({ createdAt }: ChangeSet, now: Date): boolean {
  return createdAt !== undefined && now.getTime() - Date.parse(createdAt) > leftMilliseconds
}

function foreign(changeSet: ChangeSet): StageError {
  return new StageError('input-invalid', `change set ${changeSet.name} exists and belongs to another deployment`, {
    hint: next`give another name with ${input('change-set-name')}, leave it out, or delete that change set`,
  })
}

function executing({ name }: ChangeSet): StageError {
  return new StageError('stack-busy', `change set ${name}, which this run did not make, is being executed`, {
    hint: 'run again when the operation has ended',
  })
}
