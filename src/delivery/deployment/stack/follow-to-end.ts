import { poll } from '../../../core/pacing/poll.ts'
import type { Stack } from '../../../core/ports/stacks.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { type AskedOperation, followOperation } from '../../following/follow.ts'
import type { Operation } from '../../following/operation.ts'
import { outcomeError } from '../../following/outcome-error.ts'
import type { DeploymentWork } from '../deployment-work.ts'

/**
 * Follows a started operation, then reads the stack.
 * @throws StageError of `outcomeError` or of `followOperation`
 */
export async function followToEnd(operation: Operation, asked: AskedOperation, work: DeploymentWork): Promise<Stack> {
  const { stackId, stackName } = operation
  const ended = await followOperation(operation, asked, work)
  if (ended.kind !== 'succeeded') throw outcomeError(stackName, ended)
  const stack = await readSettled(stackId, ended.status, work)
  if (stack !== undefined) return stack
  throw new StageError('stack-failed', `stack ${stackName} ended in ${ended.status} and is gone`, {
    hint: 'the stack was deleted after the operation',
  })
}

/**
 * Reads the stack until it shows the status of its last event, for at most twenty seconds. A read right after the end
 * may still return the former state.
 */
async function readSettled(
  stackId: string,
  status: string,
  { stacks, context }: DeploymentWork,
): Promise<Stack | undefined> {
  let stack: Stack | undefined
  const settled = await poll(context, { first: 500, longest: 500, limit: 20_000 }, async () => {
    stack = await stacks.find(stackId)
    return stack?.status === status ? stack : undefined
  })
  if (settled !== undefined) return settled
  context.report({
    kind: 'warning',
    text: `stack ${stackId} ended in ${status}, but still reads as ${stack?.status ?? 'absent'}`,
  })
  return stack
}
