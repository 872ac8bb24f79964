import type { ChangeSet, Stack } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { operationOf } from '../deployment/change-set/execute-change-set.ts'
import type { DeploymentWork } from '../deployment/deployment-work.ts'
import { followToEnd } from '../deployment/stack/follow-to-end.ts'
import type { StackHistory } from '../following/stack-history.ts'
import { stackDifference } from '../plan/stack-difference.ts'
import { parseTemplate } from '../template/template.ts'

const makeAnother = 'create a new change set from the current stack, and review it'

/** The execution of a change set that an earlier run of the same command started. */
export interface EarlierExecution {
  readonly changeSet: ChangeSet
  readonly history: StackHistory
  /** The token with which every run of the command executes this change set. */
  readonly token: string
  readonly stackName: string
  readonly disableRollback: boolean
}

/**
 * Follows the execution of a change set that an earlier run of the same command started. The token of that run can be
 * guessed, so the stack is compared with the change set after the end.
 * @throws StageError `stack-busy` when the newest operation of the stack is another one, or had another result
 */
export async function followExecution(
  { changeSet, history, token, stackName, disableRollback }: EarlierExecution,
  work: DeploymentWork,
): Promise<Stack> {
  if (history.token !== token) throw alreadyExecuted(changeSet)
  const operation = operationOf(changeSet, { stackName, token, after: history.before(token), usual: history.usual })
  const stack = await followToEnd(operation, { disableRollback }, work)
  const difference = await differenceFrom(changeSet, stack, work)
  if (difference.length === 0) return stack
  const title = `stack ${stack.name} differs from the result of change set ${changeSet.name}`
  throw new StageError('stack-busy', [title, ...difference.map((line) => `  ${line}`)].join('\n'), {
    hint: makeAnother,
  })
}

/** The error for a change set that this run cannot follow. */
export function alreadyExecuted({ name }: ChangeSet): StageError {
  return new StageError('stack-busy', `change set ${name} was already executed`, { hint: makeAnother })
}

/** Leaves out the service role, which a change set does not return. */
async function differenceFrom(
  { id, stackId, content }: ChangeSet,
  stack: Stack,
  { stacks }: DeploymentWork,
): Promise<string[]> {
  const text = await stacks.readTemplate(stackId, id)
  const request = {
    parameters: content.parameters.map(({ name, value, usesPrevious }) => ({
      name,
      value: usesPrevious ? undefined : value,
    })),
    tags: Object.keys(content.tags).length === 0 ? undefined : content.tags,
    ...defined({ roleArn: stack.roleArn }),
  }
  const template = await parseTemplate(text, 'the template of the change set')
  return stackDifference({ request, text, template }, stack, await stacks.readTemplate(stackId))
}
