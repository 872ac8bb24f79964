import { poll } from '../../core/pacing/poll.ts'
import type { ChangeSet } from '../../core/ports/stacks.ts'
import { again, input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { isUnderWay } from '../deployment/change-set/await-change-set.ts'
import { isEmpty } from '../deployment/change-set/change-set.ts'
import type { DeploymentWork } from '../deployment/deployment-work.ts'
import type { ChangeSetArn } from './change-set-arn.ts'

const makeAnother = 'create a new change set, review it, and execute that one'

/**
 * Finds the change set of an ARN, complete, and checks its stack; CloudFormation itself only looks at the ARN.
 * @throws StageError `input-invalid` when it does not exist or belongs to another stack, `stack-failed` when it failed,
 * `stack-busy` when the stack has changed since, `operation-running` when it is not complete in time
 */
export async function findExistingChangeSet(
  { arn, name, region }: ChangeSetArn,
  stack: string,
  { account, stacks, context, deadline }: DeploymentWork,
): Promise<ChangeSet> {
  if (region !== account.region)
    throw new StageError(
      'input-invalid',
      `change set ${name} is in ${region}, but this run works in ${account.region}`,
      {
        hint: next`give the region of the change set: ${input('region', meaning('region'))}`,
      },
    )
  const limit = deadline - context.clock.elapsed()
  const complete = await poll(context, { first: 250, longest: 1500, growth: 1.5, limit }, async () => {
    const changeSet = await stacks.findChangeSet(stack, arn)
    if (changeSet === undefined || changeSet.id !== arn || changeSet.status.startsWith('DELETE_'))
      throw new StageError('input-invalid', `there is no change set ${arn}`, { hint: makeAnother })
    const owner = changeSet.stackId.split('/')[1]
    if (owner !== stack)
      throw new StageError('input-invalid', `change set ${name} belongs to stack ${owner}, not to ${stack}`, {
        hint: 'give the stack of the change set, or a change set of this stack',
      })
    return isUnderWay(changeSet) ? undefined : changeSet
  })
  if (complete !== undefined) return usable(complete)
  throw new StageError('operation-running', `change set ${name} of stack ${stack} is not ready yet`, {
    hint: next`${again} to wait on`,
  })
}

function usable(changeSet: ChangeSet): ChangeSet {
  const { name, status, statusReason, executionStatus } = changeSet
  if (executionStatus === 'OBSOLETE')
    throw new StageError('stack-busy', `change set ${name} can no longer be executed: the stack has changed since`, {
      hint: makeAnother,
    })
  if (status === 'CREATE_COMPLETE' || isEmpty(changeSet)) return changeSet
  throw new StageError('stack-failed', `change set ${name} failed, nothing was changed: ${statusReason ?? status}`, {
    hint: makeAnother,
  })
}
