import { poll } from '../../../core/pacing/poll.ts'
import type { Stack } from '../../../core/ports/stacks.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { followOperation } from '../../following/follow.ts'
import { outcomeError } from '../../following/outcome-error.ts'
import { readHistory, type StackHistory } from '../../following/stack-history.ts'
import { isProtected } from '../../plan/risk/stateful-types.ts'
import { operationToken } from '../deployment-identity.ts'
import type { DeploymentWork } from '../deployment-work.ts'
import { type StackPolicy, stackAction } from './stack-status.ts'

/**
 * Waits until no operation works on the stack. The last status is not a verdict: CloudFormation refuses a change set
 * until the stack is really ready.
 * @throws StageError `stack-busy` after the deadline
 */
export async function waitUntilStill(stack: Stack, { context, stacks, deadline }: DeploymentWork): Promise<void> {
  context.report({ kind: 'note', text: `stack ${stack.name} is in ${stack.status}: waiting until this operation ends` })
  let { status } = stack
  const limit = deadline - context.clock.elapsed()
  const still = await poll(context, { first: 500, longest: 4000, growth: 1.5, limit }, async () => {
    const now = await stacks.find(stack.id)
    if (now === undefined || stackAction(now.name, now.status, {}).kind !== 'wait') return true
    status = now.status
    return undefined
  })
  if (still === undefined)
    throw new StageError('stack-busy', `stack ${stack.name} is still in ${status}, from an operation of another run`, {
      hint: 'run again when it has ended',
    })
}

/**
 * Deletes a stack whose creation failed, so that it can be created again.
 * @throws StageError `stack-protected` when it still holds a resource of a protected type
 */
export async function removeFailedStack(stack: Stack, policy: StackPolicy, work: DeploymentWork): Promise<void> {
  const held = await heldResources(stack, work)
  const protectedOne = held.find(({ type }) => isProtected(type, policy.protect ?? []))
  if (protectedOne !== undefined)
    throw new StageError(
      'stack-protected',
      `stack ${stack.name} cannot be created again: it holds ${protectedOne.logicalId} (${protectedOne.type})`,
      {
        hint: 'save its data and delete the stack by hand, or change "protect" of the environment in liftlock.yml',
      },
    )
  work.context.report({ kind: 'note', text: `deleting stack ${stack.name}, whose creation failed (${stack.status})` })
  await deleteStack(stack, held, work)
}

/** The resources that a stack still has. */
export async function heldResources(stack: Stack, { stacks }: DeploymentWork) {
  const resources = await stacks.resources(stack.id)
  return resources.filter(({ status }) => !/^DELETE_(COMPLETE|SKIPPED)$/.test(status))
}

/** Deletes a stack with the resources that it holds, and follows the operation to its end. */
export async function deleteStack(
  stack: Stack,
  held: readonly { readonly logicalId: string }[],
  work: DeploymentWork,
): Promise<void> {
  const { stacks, secret } = work
  const history = await readHistory(stacks, stack.id)
  const token = operationToken('delete', [secret, stack.id, history.newest ?? ''])
  await work.guard()
  await stacks.delete(stack.id, token)
  const expected = held.map(({ logicalId }) => logicalId)
  await followRepair({ stack, token, history, expected, good: 'succeeded' }, work)
}

/** Continues a failed rollback, without the resources that the policy skips. */
export async function continueRollback(stack: Stack, policy: StackPolicy, work: DeploymentWork): Promise<void> {
  const { stacks, context, secret } = work
  const skip = policy.skipResources ?? []
  context.report({ kind: 'note', text: `continuing the rollback of stack ${stack.name}` })
  const history = await readHistory(stacks, stack.id)
  const token = operationToken('rollback', [secret, stack.id, history.newest ?? '', skip])
  await work.guard()
  await stacks.continueRollback({ stack: stack.id, token, skip })
  await followRepair({ stack, token, history, expected: [], good: 'rolled-back' }, work)
}

interface Repair {
  readonly stack: Stack
  readonly token: string
  readonly history: StackHistory
  readonly expected: readonly string[]
  /** How it ends when all is well. */
  readonly good: 'succeeded' | 'rolled-back'
}

async function followRepair({ stack, token, history, expected, good }: Repair, work: DeploymentWork): Promise<void> {
  const after = history.newest
  const operation = { stackId: stack.id, stackName: stack.name, token, after, expected, usual: history.usual }
  const ended = await followOperation(operation, { disableRollback: false }, work)
  if (ended.kind !== good) throw outcomeError(stack.name, ended)
}
