import type { Stack } from '../../../../aws/pipeline-actions/stack-operations.ts'
import type { Settlement } from '../../machine/settle.ts'
import { ActionFailure } from '../shared/action-failure.ts'
import { isReplacedOnFailure } from '../shared/decisions.ts'
import { patiently } from '../shared/patiently.ts'
import { endedWell, failureOf, operate } from './operate.ts'
import { checkpointOf, keep, required, type StackAction } from './stack-action.ts'
import { stackEnd } from './stack-end.ts'
import { stackRequest } from './stack-request.ts'

/** `CREATE_UPDATE`: creates a stack, or updates one that can be updated. */
export async function createOrUpdate(action: StackAction): Promise<Settlement> {
  const known = checkpointOf(action)?.step
  if (known === 'create') return await create(action)
  if (known === 'update') return await update(action)
  return (await find(action)) === undefined ? await create(action) : await update(action)
}

/** `REPLACE_ON_FAILURE`: deletes a failed stack first, and creates it anew. */
export async function replaceOnFailure(action: StackAction): Promise<Settlement> {
  const known = checkpointOf(action)
  if (known?.step === 'create' || known?.step === 'update') return await createOrUpdate(action)
  if (known?.step === 'delete') {
    await removeStack(action, known.stack)
    return await create(action)
  }
  // What the action needs is read before anything is deleted.
  await stackRequest(action)
  const stack = await find(action)
  if (stack === undefined) return await create(action)
  if (!isReplacedOnFailure(stack.status)) return await update(action)
  await removeStack(action, stack.id)
  return await create(action)
}

/** `DELETE_ONLY`: a stack that is absent counts as deleted. */
export async function deleteOnly(action: StackAction): Promise<Settlement> {
  const known = checkpointOf(action)
  const name = required(action, 'StackName')
  const id = known?.step === 'delete' ? known.stack : (await find(action))?.id
  if (id === undefined) return { status: 'Succeeded', summary: `Stack ${name} does not exist.` }
  await removeStack(action, id)
  return { status: 'Succeeded', externalExecutionId: id, summary: `Stack ${name} was deleted.` }
}

function find(action: StackAction): Promise<Stack | undefined> {
  return patiently(action.order, () => action.stacks.find(required(action, 'StackName')))
}

async function create(action: StackAction): Promise<Settlement> {
  const end = await operate(action, {
    step: 'create',
    stack: required(action, 'StackName'),
    send: async (token) => action.stacks.create(await stackRequest(action), token),
  })
  if (end === 'nothing-to-do') throw new ActionFailure('JobFailed', 'CloudFormation gave the new stack no ARN.')
  return await stackEnd(action, await endedWell(action, 'create', end), 'created')
}

async function update(action: StackAction): Promise<Settlement> {
  const name = required(action, 'StackName')
  const end = await operate(action, {
    step: 'update',
    stack: name,
    send: async (token) => action.stacks.update(await stackRequest(action), token),
  })
  if (end !== 'nothing-to-do') return await stackEnd(action, await endedWell(action, 'update', end), 'updated')
  const stack = await find(action)
  if (stack === undefined) throw new ActionFailure('JobFailed', `The stack ${name} does not exist any more.`)
  keep(action, { step: 'update', stack: stack.id })
  return await stackEnd(action, stack, 'unchanged')
}

async function removeStack(action: StackAction, id: string): Promise<void> {
  const { RoleArn } = action.work.resolvedConfiguration
  const end = await operate(action, {
    step: 'delete',
    stack: id,
    send: async (token) => {
      await action.stacks.remove(id, RoleArn === '' ? undefined : RoleArn, token)
      return id
    },
  })
  if (end === 'gone' || end === 'nothing-to-do' || end.status === 'DELETE_COMPLETE') return
  throw await failureOf(action, 'delete', end)
}
