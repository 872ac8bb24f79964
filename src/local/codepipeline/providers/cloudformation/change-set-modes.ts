import type { ChangeSet, Stack } from '../../../../aws/pipeline-actions/stack-operations.ts'
import type { Settlement } from '../../machine/settle.ts'
import { ActionFailure } from '../shared/action-failure.ts'
import {
  isEmptyChangeSet,
  isGoneOnceExecuted,
  isReplacedOnFailure,
  setsPolicyWithChangeSet,
} from '../shared/decisions.ts'
import { patiently, polled } from '../shared/patiently.ts'
import { endedWell, operate } from './operate.ts'
import { checkpointOf, keep, required, type StackAction } from './stack-action.ts'
import { stackEnd } from './stack-end.ts'
import { stackRequest } from './stack-request.ts'

/** `CHANGE_SET_REPLACE`: makes a change set anew; one without changes counts as made. */
export async function replaceChangeSet(action: StackAction): Promise<Settlement> {
  const { order, stacks } = action
  const [name, changeSet] = [required(action, 'StackName'), required(action, 'ChangeSetName')]
  const known = checkpointOf(action)
  const id = known?.changeSet ?? (await makeChangeSet(action, name, changeSet))
  const made = await polled(order, () => settledChangeSet(action, name, id))
  keep(action, { step: 'change-set', stack: made.stackId, changeSet: made.id })
  const empty = isEmptyChangeSet(made.status, made.reason)
  if (made.status === 'FAILED' && !empty)
    throw new ActionFailure('JobFailed', `The change set ${changeSet} could not be made: ${made.reason ?? made.status}`)
  const stack = await patiently(order, () => stacks.find(name))
  const summary = empty ? `Change set ${changeSet} has no changes.` : `Change set ${changeSet} was created.`
  return await stackEnd(action, stack, { summary })
}

async function makeChangeSet(action: StackAction, name: string, changeSet: string): Promise<string> {
  const { order, stacks } = action
  const request = await stackRequest(action)
  const stack = await patiently(order, () => stacks.find(name))
  const isNew = stack === undefined || stack.status === 'REVIEW_IN_PROGRESS'
  if (stack !== undefined && isReplacedOnFailure(stack.status)) throw notUpdatable(stack)
  if (stack !== undefined) await removeChangeSet(action, name, changeSet)
  const { policy } = request
  if (policy !== undefined && setsPolicyWithChangeSet(isNew)) await stacks.setPolicy(name, policy)
  const id = await stacks.createChangeSet(request, changeSet, isNew ? 'CREATE' : 'UPDATE')
  keep(action, { step: 'change-set', stack: stack?.id ?? name, changeSet: id })
  return id
}

/** CloudFormation refuses change sets of such a stack. */
function notUpdatable({ id, status }: Stack): ActionFailure {
  const service = '(Service: AmazonCloudFormation; Status Code: 400; Error Code: ValidationError)'
  return new ActionFailure('JobFailed', `Stack:${id} is in ${status} state and can not be updated. ${service}`)
}

async function removeChangeSet({ order, stacks }: StackAction, name: string, changeSet: string): Promise<void> {
  const old = await patiently(order, () => stacks.findChangeSet(name, changeSet))
  if (old === undefined) return
  await stacks.deleteChangeSet(name, changeSet)
  await polled(order, async () => {
    const left = await stacks.findChangeSet(name, changeSet)
    return left === undefined || left.id !== old.id ? true : undefined
  })
}

/** A change set that is made, or failed; undefined while it is being made. */
async function settledChangeSet({ stacks }: StackAction, name: string, id: string): Promise<ChangeSet | undefined> {
  const found = await stacks.findChangeSet(name, id)
  if (found === undefined) throw new ActionFailure('JobFailed', `The change set ${id} was deleted while it was made.`)
  return /_PENDING$|_IN_PROGRESS$/.test(found.status) ? undefined : found
}

/** `CHANGE_SET_EXECUTE`: executes a change set once. Executing one without changes does nothing, and succeeds. */
export async function executeChangeSet(action: StackAction): Promise<Settlement> {
  const { order, stacks } = action
  const [name, changeSet] = [required(action, 'StackName'), required(action, 'ChangeSetName')]
  const checkpoint = checkpointOf(action)
  const known = checkpoint?.step === 'execute' ? checkpoint : undefined
  const made = known === undefined ? await executable(action, name, changeSet) : undefined
  if (made !== undefined && isEmptyChangeSet(made.status, made.reason)) {
    keep(action, { step: 'change-set', stack: made.stackId, changeSet: made.id })
    const stack = await patiently(order, () => stacks.find(made.stackId))
    return await stackEnd(action, stack, { summary: `Change set ${changeSet} has no changes: nothing was executed.` })
  }
  const stack = known?.stack ?? made!.stackId
  const id = known?.changeSet ?? made!.id
  const end = await operate(action, {
    step: 'execute',
    stack,
    changeSet: id,
    send: async (token) => {
      await stacks.executeChangeSet(stack, id, token)
      return stack
    },
  })
  if (end === 'nothing-to-do') throw new ActionFailure('JobFailed', `The change set ${changeSet} was not executed.`)
  const done: Stack = await endedWell(action, 'execute', end)
  return await stackEnd(action, done, done.status === 'CREATE_COMPLETE' ? 'created' : 'updated')
}

/** @throws ActionFailure when the change set does not exist, or was executed before: the usual end of a retry */
async function executable(action: StackAction, name: string, changeSet: string): Promise<ChangeSet> {
  const { order, stacks } = action
  const found = await polled(order, async () => {
    const set = await stacks.findChangeSet(name, changeSet)
    if (set === undefined || isGoneOnceExecuted(set.executionStatus)) return 'absent'
    return /_PENDING$|_IN_PROGRESS$/.test(set.status) ? undefined : set
  })
  if (found !== 'absent') return found
  const service = '(Service: AmazonCloudFormation; Status Code: 404; Error Code: ChangeSetNotFound)'
  throw new ActionFailure('JobFailed', `ChangeSet [${changeSet}] does not exist ${service}`)
}
