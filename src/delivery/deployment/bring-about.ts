import type { ChangeSet, Stack } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/stage-error.ts'
import type { Deployment } from './deployment.ts'
import type { DeploymentRun } from './deployment-run.ts'
import { executeOnce } from './execute.ts'
import { followOperation } from './follow.ts'
import type { Operation } from './operation.ts'
import { outcomeError } from './outcome-error.ts'
import { readSettled } from './result.ts'
import { protectAsWanted } from './termination-protection.ts'

/** Executes a change set and follows it to its end. @throws StageError of `outcomeError` or of `followOperation` */
export async function bringAbout(changeSet: ChangeSet, deployment: Deployment, run: DeploymentRun): Promise<Stack> {
  const token = deployment.identity.tokenOf(changeSet.id)
  await executeOnce(changeSet, token, run)
  return followBegun(changeSet, deployment, run)
}

/** Follows the execution of a change set that has begun already. */
export async function followBegun(changeSet: ChangeSet, deployment: Deployment, run: DeploymentRun): Promise<Stack> {
  return toTheEnd(
    {
      stackId: changeSet.stackId,
      stackName: run.options.stack,
      token: deployment.identity.tokenOf(changeSet.id),
      after: deployment.history.newest,
      disableRollback: run.options.policy.disableRollback ?? false,
      expected: changeSet.changes.map(({ logicalId }) => logicalId),
    },
    deployment,
    run,
  )
}

/** Follows the operation that an earlier run of the same deployment began. */
export async function attach(stack: Stack, deployment: Deployment, run: DeploymentRun): Promise<Stack> {
  const token = deployment.history.token!
  run.context.report({ kind: 'note', text: `stack ${stack.name}: following the operation that an earlier run began` })
  return toTheEnd(
    {
      stackId: stack.id,
      stackName: stack.name,
      token,
      after: deployment.history.before(token),
      disableRollback: run.options.policy.disableRollback ?? false,
      expected: [],
    },
    deployment,
    run,
  )
}

async function toTheEnd(operation: Operation, { history }: Deployment, run: DeploymentRun): Promise<Stack> {
  const ended = await followOperation(operation, run.following(history.usual))
  if (ended.kind !== 'succeeded') throw outcomeError(operation.stackName, ended)
  const stack = await readSettled(operation.stackId, ended.status, run)
  if (stack === undefined)
    throw new StageError('stack-failed', `stack ${operation.stackName} ended in ${ended.status} and is gone`, {
      hint: 'somebody deleted it meanwhile',
    })
  return protectAsWanted(stack, run)
}
