import type { ChangeSet, Stack } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Deployment } from '../deployment/deployment.ts'
import type { DeploymentRun } from '../deployment/deployment-run.ts'
import { followToEnd } from '../deployment/execute-and-follow.ts'
import { stackDifference } from '../plan/stack-difference.ts'
import { parseTemplate } from '../template/template.ts'

const makeAnother = 'create a new change set from the current stack, and review it'

/**
 * Follows the execution of a change set that an earlier run of the same command started. The token of that run can be
 * guessed, so the stack is compared with the change set after the end.
 * @throws StageError `stack-busy` when the newest operation of the stack is another one, or had another result
 */
export async function followExecution(
  changeSet: ChangeSet,
  deployment: Deployment,
  run: DeploymentRun,
): Promise<Stack> {
  const { history } = deployment
  const token = deployment.identity.tokenOf(changeSet.id)
  if (run.permitted.plan?.kind === 'only' || history.token !== token)
    throw new StageError('stack-busy', `change set ${changeSet.name} was already executed`, { hint: makeAnother })
  const operation = {
    stackId: changeSet.stackId,
    stackName: run.desired.stack,
    token,
    after: history.before(token),
    disableRollback: run.permitted.policy.disableRollback ?? false,
    expected: changeSet.changes.map(({ logicalId }) => logicalId),
  }
  const stack = await followToEnd(operation, deployment, run)
  const difference = await differenceFrom(changeSet, stack, run)
  if (difference.length === 0) return stack
  const title = `stack ${stack.name} differs from the result of change set ${changeSet.name}`
  throw new StageError('stack-busy', [title, ...difference.map((line) => `  ${line}`)].join('\n'), {
    hint: makeAnother,
  })
}

/** Leaves out the service role, which a change set does not return. */
async function differenceFrom(
  { id, stackId, content }: ChangeSet,
  stack: Stack,
  { stacks, patient }: DeploymentRun,
): Promise<string[]> {
  const text = await patient(() => stacks.readTemplate(stackId, id))
  const request = {
    parameters: content.parameters.map(({ name, value, usesPrevious }) => ({
      name,
      value: usesPrevious ? undefined : value,
    })),
    tags: Object.keys(content.tags).length === 0 ? undefined : content.tags,
    ...defined({ roleArn: stack.roleArn }),
  }
  const template = await parseTemplate(text, 'the template of the change set')
  return stackDifference({ request, text, template }, stack, await patient(() => stacks.readTemplate(stackId)))
}
