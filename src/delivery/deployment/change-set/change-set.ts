import { randomUUID } from 'node:crypto'
import type { ChangeSet, ChangeSetRequest } from '../../../core/ports/stacks.ts'
import { input, type Meaning, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { refusalCode, refusalText } from '../../retry/transient.ts'
import { namePrefix } from '../deployment-identity.ts'
import type { DeploymentWork } from '../deployment-work.ts'
import { isUnderWay, until } from './await-change-set.ts'
import { removeLeftover } from './leftover-change-set.ts'

/** How the creation of a change set ended. */
export type PreparedChangeSet =
  /** `changeSet` can be executed. */
  | { readonly kind: 'ready'; readonly changeSet: ChangeSet }
  /** There is nothing to change. */
  | { readonly kind: 'empty'; readonly changeSet: ChangeSet }
  | { readonly kind: 'failed'; readonly changeSet: ChangeSet; readonly error: StageError }
  /** The stack, or the change set with our name, differs from what we read: read again. */
  | { readonly kind: 'conflict'; readonly error: StageError }

/** How often a name may be taken before the run reads the stack again. */
const attempts = 3

/**
 * Creates a change set and waits until it is complete. It is always one that this run created: another one with this
 * name is removed first, if its description says that it is for the same deployment.
 * @param onMade called with each change set as soon as it has an id
 * @throws StageError `input-invalid` when the name belongs to a change set for something else, `operation-running`
 * after the deadline
 */
export async function prepareChangeSet(
  request: ChangeSetRequest,
  work: DeploymentWork,
  onMade: (changeSet: MadeChangeSet) => void = () => undefined,
): Promise<PreparedChangeSet> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const made = await make(request, work)
    if (made.kind === 'conflict') return made
    if (made.kind === 'made') {
      onMade(made)
      return complete(made.id, request, work)
    }
    const left = await removeLeftover(request, work)
    if (left.kind === 'busy') return { kind: 'conflict', error: left.error }
  }
  return { kind: 'conflict', error: taken(request) }
}

/**
 * Whether a change set only failed because there is nothing to change (CloudFormation user guide, "empty change sets").
 */
export function isEmpty({ status, statusReason = '' }: ChangeSet): boolean {
  return status === 'FAILED' && /didn't contain changes|No updates are to be performed/.test(statusReason)
}

/** A change set that this run created; it may still be in the making. */
export type MadeChangeSet = Pick<ChangeSet, 'id' | 'stackId'>

type Made =
  | ({ readonly kind: 'made' } & MadeChangeSet)
  | { readonly kind: 'taken' }
  | { readonly kind: 'conflict'; readonly error: StageError }

/**
 * Creates one change set; the id comes from our own call. When the response is lost, the call is repeated with the same
 * token, and CloudFormation returns the result of the first call. Only this run knows the token.
 */
async function make(request: ChangeSetRequest, { stacks }: DeploymentWork): Promise<Made> {
  const token = `${namePrefix}${randomUUID()}`
  try {
    const { changeSetId: id, stackId } = await stacks.createChangeSet(request, token)
    return { kind: 'made', id, stackId }
  } catch (error) {
    if (isConflict(error)) return { kind: 'conflict', error }
    if (refusalCode(error) === 'AlreadyExistsException') return { kind: 'taken' }
    throw refused(error)
  }
}

/** How long CloudFormation may report a created change set as absent, in milliseconds. */
const staleMilliseconds = 15_000

async function complete(id: string, request: ChangeSetRequest, work: DeploymentWork): Promise<PreparedChangeSet> {
  const { clock } = work.context
  const start = clock.elapsed()
  let seen = false
  const changeSet = await until(request, work, async () => {
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

/** The stack is not as it was read: the read was outdated, or another run was faster. */
function isConflict(error: unknown): error is StageError {
  const text = refusalText(error)
  return /is in \w+ state and can ?not|already exists and cannot be created|Stack .{0,500}does not exist|currently (being )?(updated|processed)/i.test(
    text,
  )
}

function taken({ name, stack }: ChangeSetRequest): StageError {
  return new StageError('stack-busy', `another run creates and removes change set ${name} of stack ${stack}`, {
    hint: 'run again when the other run has ended',
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

async function failureOf(changeSet: ChangeSet, { stacks }: DeploymentWork): Promise<StageError> {
  const found = await stacks.validationFailures(changeSet.id).catch(() => [])
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
