import { poll } from '../../../core/pacing/poll.ts'
import type { ChangeSet } from '../../../core/ports/stacks.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { operationToken } from '../deployment-identity.ts'
import type { DeploymentWork } from '../deployment-work.ts'

/**
 * Removes a change set of this run that will not be executed. It also removes the stack when the stack is empty and has
 * no change sets but those for the same deployment. A change set for anything else stays, with the empty stack. Preview
 * roles may leave an empty stack, because they may not list change sets or delete stacks.
 */
export async function discardChangeSet(
  changeSet: ChangeSet,
  { stacks, context, secret }: DeploymentWork,
): Promise<void> {
  const stack = await stacks.find(changeSet.stackId)
  if (stack?.status !== 'REVIEW_IN_PROGRESS') {
    await stacks.deleteChangeSet(changeSet.stackId, changeSet.id)
    return
  }
  try {
    const found = await stacks.listChangeSets(changeSet.stackId)
    const others = found.filter(({ id }) => id !== changeSet.id)
    if (others.some(({ description }) => description !== changeSet.description)) {
      await stacks.deleteChangeSet(changeSet.stackId, changeSet.id)
      return
    }
    // CloudFormation removes the change sets of a stack together with it.
    await stacks.delete(stack.id, operationToken('review', [secret, stack.id]))
  } catch (error) {
    if (!(error instanceof StageError) || error.reason !== 'access-denied') throw error
    await stacks.deleteChangeSet(changeSet.stackId, changeSet.id)
    return
  }
  await poll(context, { first: 250, longest: 4000, limit: 7750 }, async () =>
    (await stacks.find(stack.id)) === undefined ? true : undefined,
  )
}
