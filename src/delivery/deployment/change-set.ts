import type { Context } from '../../core/context.ts'
import type { ChangeSet, ChangeSetRequest, Stacks } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/stage-error.ts'
import { namePrefix } from './deployment-identity.ts'
import { digestOf } from './digest.ts'
import { type Patient, refusalCode, refusalText } from './transient.ts'

/** What became of a change set that was asked for. */
export type PreparedChangeSet =
  /** `changeSet` can be executed; `adopted` when an earlier run had made it. */
  | { readonly kind: 'ready'; readonly changeSet: ChangeSet; readonly adopted: boolean }
  /** There is nothing to change. */
  | { readonly kind: 'empty'; readonly changeSet: ChangeSet }
  /** An earlier run has executed it already. */
  | { readonly kind: 'started'; readonly changeSet: ChangeSet }
  | { readonly kind: 'failed'; readonly changeSet: ChangeSet; readonly error: StageError }
  /** The stack is not in the state that was read: look again. */
  | { readonly kind: 'conflict'; readonly error: StageError }

export interface ChangeSetWork {
  readonly stacks: Stacks
  readonly context: Pick<Context, 'clock' | 'signal' | 'report'>
  readonly patient: Patient
  /** By the clock's `elapsed`, in milliseconds. */
  readonly deadline: number
}

/**
 * Makes a change set, or takes the one of the same name that an earlier run made, and waits until it is complete.
 * @throws StageError `input-invalid` when the name belongs to somebody else's change set, `stack-busy` when another run
 * deletes it meanwhile, `operation-running` when the time is over
 */
export async function prepareChangeSet(request: ChangeSetRequest, work: ChangeSetWork): Promise<PreparedChangeSet> {
  const { stacks, patient } = work
  const existing = await patient(() => stacks.findChangeSet(request.stack, request.name))
  if (existing !== undefined && existing.description !== request.description) refuseForeign(existing)
  if (existing === undefined || !isSpent(existing, request.name))
    return finish(request, existing, existing !== undefined, work)
  await patient(() => stacks.deleteChangeSet(request.stack, existing.id))
  await until(work, request, async () => {
    const gone = await stacks.findChangeSet(request.stack, existing.id)
    return gone === undefined || gone.status === 'DELETE_COMPLETE' ? true : undefined
  })
  // The service takes a repeated token for a repeated call.
  return finish({ ...request, token: `${request.token}-${digestOf(existing.id).slice(0, 8)}` }, undefined, false, work)
}

/** Whether a failed change set only says that there is nothing to do (CloudFormation user guide, "empty change sets"). */
export function isEmpty({ status, statusReason = '' }: ChangeSet): boolean {
  return status === 'FAILED' && /didn't contain changes|No updates are to be performed/.test(statusReason)
}

async function finish(
  request: ChangeSetRequest,
  existing: ChangeSet | undefined,
  adopted: boolean,
  work: ChangeSetWork,
): Promise<PreparedChangeSet> {
  const { stacks, patient } = work
  let name = existing?.id ?? request.name
  if (existing === undefined) {
    try {
      name = (await patient(() => stacks.createChangeSet(request))).changeSetId
    } catch (error) {
      if (isConflict(error)) return { kind: 'conflict', error }
      if (refusalCode(error) !== 'AlreadyExistsException') throw refused(error)
    }
  }
  let seen = existing !== undefined
  const changeSet = await until(work, request, async () => {
    const found = await stacks.findChangeSet(request.stack, name)
    // Before it was seen once, a read may be of the time before it was made.
    if (found === undefined && seen) throw deleted(request)
    seen ||= found !== undefined
    return found === undefined || /_(PENDING|IN_PROGRESS)$/.test(found.status) ? undefined : found
  })
  if (changeSet.executionStatus.startsWith('EXECUTE_')) return { kind: 'started', changeSet }
  if (isEmpty(changeSet)) return { kind: 'empty', changeSet }
  if (changeSet.status === 'CREATE_COMPLETE') return { kind: 'ready', changeSet, adopted }
  return { kind: 'failed', changeSet, error: await failureOf(changeSet, work) }
}

/** Polls at growing distances, from a quarter of a second to one and a half. */
async function until<T>(
  work: ChangeSetWork,
  request: ChangeSetRequest,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const { clock, signal, report } = work.context
  const start = clock.elapsed()
  for (;;) {
    const found = await work.patient(look)
    if (found !== undefined) return found
    if (clock.elapsed() > work.deadline)
      throw new StageError(
        'operation-running',
        `change set ${request.name} of stack ${request.stack} is not ready yet`,
        {
          hint: 'run the same command again to wait on; it will not make a second one',
        },
      )
    report({ kind: 'progress', text: `${request.stack}: waiting for the change set` })
    await clock.sleep(Math.min(1500, Math.max(250, (clock.elapsed() - start) * 0.2)), signal)
  }
}

/** A name of ours belongs to one state of the stack, so an execution under it is the one that we look for. */
function isSpent(changeSet: ChangeSet, name: string): boolean {
  if (changeSet.executionStatus === 'OBSOLETE' || changeSet.status.startsWith('DELETE_')) return true
  if (!name.startsWith(namePrefix) && /^EXECUTE_(COMPLETE|FAILED)$/.test(changeSet.executionStatus)) return true
  return changeSet.status === 'FAILED' && !isEmpty(changeSet)
}

function deleted({ name, stack }: ChangeSetRequest): StageError {
  return new StageError('stack-busy', `change set ${name} of stack ${stack} was deleted while it was being made`, {
    hint: 'another run works on this stack; run again when it is over',
  })
}

function refuseForeign(changeSet: ChangeSet): never {
  throw new StageError('input-invalid', `change set ${changeSet.name} exists and was made for something else`, {
    hint: 'give another --change-set-name, or none, or delete that change set',
  })
}

/** The stack was not what a read said: stale, or somebody was faster. */
function isConflict(error: unknown): error is StageError {
  const text = refusalText(error)
  return /is in \w+ state and can ?not|already exists and cannot be created|Stack .*does not exist|currently (being )?(updated|processed)/i.test(
    text,
  )
}

function refused(error: unknown): unknown {
  if (refusalCode(error) !== 'ValidationError' || !(error instanceof StageError)) return error
  return new StageError('template-invalid', `CloudFormation refuses the template: ${refusalText(error)}`, {
    hint: 'correct what it names; nothing was changed',
    cause: error,
  })
}

async function failureOf(changeSet: ChangeSet, { stacks, patient }: ChangeSetWork): Promise<StageError> {
  const found = await patient(() => stacks.validationFailures(changeSet.id)).catch(() => [])
  const reasons = found.map(({ reason, path }) => (path === undefined ? reason : `${path}: ${reason}`))
  const reason = changeSet.statusReason ?? `the change set is ${changeSet.status} and ${changeSet.executionStatus}`
  return new StageError(
    'stack-failed',
    `the change set failed, nothing was changed: ${[reason, ...reasons].join('\n  ')}`,
    {
      hint: 'correct what it names and run again',
    },
  )
}
