import type { ChangeSet } from '../../core/ports/stacks.ts'
import { again, input, meaning, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { isEmpty } from '../deployment/change-set/change-set.ts'
import type { DeploymentRun } from '../deployment/deployment-run.ts'
import type { ChangeSetArn } from './change-set-arn.ts'

const makeAnother = 'make a new change set, look at it, and execute that'

/**
 * The change set of an ARN, complete, and of the stack that is named: the service itself looks only at the ARN.
 * @throws StageError `input-invalid` when it is gone or of another stack, `stack-failed` when it failed, `stack-busy` when the stack was
 * changed since, `operation-running` when it is not complete in time
 */
export async function findExistingChangeSet(
  { arn, name, region }: ChangeSetArn,
  run: DeploymentRun,
): Promise<ChangeSet> {
  const { options, stacks, patient, context, deadline } = run
  if (region !== options.account.region)
    throw new StageError(
      'input-invalid',
      `change set ${name} lies in ${region}, this run works in ${options.account.region}`,
      {
        hint: next`give the region of the change set: ${input('region', meaning('region'))}`,
      },
    )
  for (let pause = 250; ; pause = Math.min(1500, pause * 1.5)) {
    const changeSet = await patient(() => stacks.findChangeSet(options.stack, arn))
    if (changeSet === undefined || changeSet.id !== arn || changeSet.status.startsWith('DELETE_'))
      throw new StageError('input-invalid', `there is no change set ${arn}`, { hint: makeAnother })
    const owner = changeSet.stackId.split('/')[1]
    if (owner !== options.stack)
      throw new StageError('input-invalid', `change set ${name} belongs to stack ${owner}, not to ${options.stack}`, {
        hint: 'name the stack of the change set, or take a change set of this stack',
      })
    if (!/_(PENDING|IN_PROGRESS)$/.test(changeSet.status)) return usable(changeSet)
    if (context.clock.elapsed() > deadline)
      throw new StageError('operation-running', `change set ${name} of stack ${options.stack} is not ready yet`, {
        hint: next`${again} to wait on`,
      })
    await context.clock.sleep(pause, context.signal)
  }
}

function usable(changeSet: ChangeSet): ChangeSet {
  const { name, status, statusReason, executionStatus } = changeSet
  if (executionStatus === 'OBSOLETE')
    throw new StageError('stack-busy', `change set ${name} cannot be executed any more: the stack was changed since`, {
      hint: makeAnother,
    })
  if (status === 'CREATE_COMPLETE' || isEmpty(changeSet)) return changeSet
  throw new StageError('stack-failed', `change set ${name} failed, nothing was changed: ${statusReason ?? status}`, {
    hint: makeAnother,
  })
}
