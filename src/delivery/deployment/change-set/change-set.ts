import { randomUUID } from 'node:crypto'
import type { ChangeSet, ChangeSetRequest } from '../../../core/ports/stacks.ts'
import { input, type Meaning, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { refusalCode, refusalText } from '../../retry/transient.ts'
import { namePrefix } from '../deployment-identity.ts'
import { type ChangeSetWork, isUnderWay, until } from './await-change-set.ts'
import { removeLeftover } from './leftover-change-set.ts'

/** What became of a change set that was asked for. */
export type PreparedChangeSet =
  /** `changeSet` can be executed. */
  | { readonly kind: 'ready'; readonly changeSet: ChangeSet }
  /** There is nothing to change. */
  | { readonly kind: 'empty'; readonly changeSet: ChangeSet }
  | { readonly kind: 'failed'; readonly changeSet: ChangeSet; readonly error: StageError }
  /** The stack, or what has our name, is not in the state that was read: look again. */
  | { readonly kind: 'conflict'; readonly error: StageError }

/** How often a name may turn out to be taken before the run looks at the stack again. */
const attempts = 3

/**
 * Makes a change set and waits until it is complete. It is always one of this run: another one of the same name is removed
 * first when it says that it is for the same, whoever made it.
 * @throws StageError `input-invalid` when the name belongs to a change set for something else, `operation-running` when
 * the time is over
 */
export async function prepareChangeSet(request: ChangeSetRequest, work: ChangeSetWork): Promise<PreparedChangeSet> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const made = await make(request, work)
    if (made.kind === 'conflict') return made
    if (made.kind === 'made') return complete(made.id, request, work)
    const left = await removeLeftover(request, work)
    if (left.kind === 'busy') return { kind: 'conflict', error: left.error }
  }
  return { kind: 'conflict', error: taken(request) }
}

/** Whether a failed change set only says that there is nothing to do (CloudFormation user guide, "empty change sets"). */
export function isEmpty({ status, statusReason = '' }: ChangeSet): boolean {
  return status === 'FAILED' && /didn't contain changes|No updates are to be performed/.test(statusReason)
}

type Made =
  | { readonly kind: 'made'; readonly id: string }
  | { readonly kind: 'taken' }
  | { readonly kind: 'conflict'; readonly error: StageError }

/**
 * One change set, whose id our own call gives. When its answer is lost, the call is repeated with the same token, by which
 * the service answers with what the first call made. Nobody else knows the token.
 */
async function make(request: ChangeSetRequest, { stacks, patient }: ChangeSetWork): Promise<Made> {
  const token = `${namePrefix}${randomUUID()}`
  try {
    return { kind: 'made', id: (await patient(() => stacks.createChangeSet(request, token))).changeSetId }
  } catch (error) {
    if (isConflict(error)) return { kind: 'conflict', error }
    if (refusalCode(error) === 'AlreadyExistsException') return { kind: 'taken' }
    throw refused(error)
  }
}

/** How long a change set that was made may read as absent, in milliseconds. */
const staleMilliseconds = 15_000

async function complete(id: string, request: ChangeSetRequest, work: ChangeSetWork): Promise<PreparedChangeSet> {
  const { clock } = work.context
  const start = clock.elapsed()
  let seen = false
  const changeSet = await until(work, request, async () => {
    const found = await work.stacks.findChangeSet(request.stack, id)
    if (found === undefined) return seen || clock.elapsed() - start > staleMilliseconds ? 'gone' : undefined
    seen = true
    if (found.status.startsWith('DELETE_')) return 'gone'
    return isUnderWay(found) ? undefined : found
  })
  if (changeSet === 'gone') return { kind: 'conflict', error: taken(request) }
  if (isEmpty(changeSet)) return { kind: 'empty', changeSet }
  if (changeSet.status === 'CREATE_COMPLETE') return { kind: 'ready', changeSet }
  return { kind: 'failed', changeSet, error: await failureOf(changeSet, work) }
}

/** The stack was not what a read said: stale, or another run was faster. */
function isConflict(error: unknown): error is StageError {
  const text = refusalText(error)
  return /is in \w+ state and can ?not|already exists and cannot be created|Stack .{0,500}does not exist|currently (being )?(updated|processed)/i.test(
    text,
  )
}

function taken({ name, stack }: ChangeSetRequest): StageError {
  return new StageError('stack-busy', `another run makes and removes change set ${name} of stack ${stack}`, {
    hint: 'run again when the other run is over',
  })
}

function refused(error: unknown): unknown {
  if (error instanceof StageError && /^InsufficientCapabilities/.test(refusalCode(error) ?? ''))
    return new StageError('template-invalid', `CloudFormation refuses the template: ${refusalText(error)}`, {
      hint: next`acknowledge it with ${input('capabilities', capabilitiesIn(refusalText(error)))}, or as capabilities of the environment in liftlock.yml`,
      cause: error,
    })
  if (refusalCode(error) !== 'ValidationError' || !(error instanceof StageError)) return error
  return new StageError('template-invalid', `CloudFormation refuses the template: ${refusalText(error)}`, {
    hint: 'correct what it names; nothing was changed',
    cause: error,
  })
}

/** `Requires capabilities : [CAPABILITY_AUTO_EXPAND]` */
function capabilitiesIn(text: string): string | Meaning {
  const named = text.match(/CAPABILITY_[A-Z_]+/g)
  return named === null ? meaning('capability') : named.join(',')
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
