import { poll } from '../../core/pacing/poll.ts'
import type { Stack } from '../../core/ports/stacks.ts'
import { input, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { followOperation } from '../following/follow.ts'
import { outcomeError } from '../following/outcome-error.ts'
import { readHistory, type StackHistory } from '../following/stack-history.ts'
import { isProtected } from '../plan/risk/stateful-types.ts'
import { operationToken } from './deployment-identity.ts'
import type { DeploymentRun } from './deployment-run.ts'
import { type StackAction, stackAction } from './stack-status.ts'

/**
 * Waits until no operation works on the stack. The last status is not a verdict: CloudFormation refuses a change set
 * until the stack is really ready.
 * @throws StageError `stack-busy` after the deadline
 */
export async function waitUntilStill(stack: Stack, run: DeploymentRun): Promise<void> {
  const { context, stacks, deadline, patient } = run
  context.report({ kind: 'note', text: `stack ${stack.name} is in ${stack.status}: waiting until this operation ends` })
  let { status } = stack
  const limit = deadline - context.clock.elapsed()
  const still = await poll(context, { first: 500, longest: 4000, growth: 1.5, limit }, async () => {
    const now = await patient(() => stacks.find(stack.id))
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
 * Refuses to make only a plan when the stack must be repaired first, because a repair is a change.
 * @throws StageError `stack-failed`, `stack-stuck`
 */
export function refuseRecovery(action: StackAction['kind'], stack: Stack | undefined): void {
  if (action !== 'recreate' && action !== 'continue-rollback') return
  const [reason, what, name] =
    action === 'recreate'
      ? (['stack-failed', 'deleted', 'recreate'] as const)
      : (['stack-stuck', 'rolled back completely', 'recover'] as const)
  throw new StageError(
    reason,
    `stack ${stack?.name} is in ${stack?.status}: it must be ${what} first, and a run that only plans changes nothing`,
    {
      hint: next`run with ${input(name)} and without a plan, or repair the stack by hand and then plan`,
    },
  )
}

/**
 * Deletes a stack whose creation failed, so that it can be created again.
 * @throws StageError `stack-protected` when it still holds a resource of a protected type
 */
export async function removeFailedStack(stack: Stack, run: DeploymentRun): Promise<void> {
  const { stacks, patient, permitted, context } = run
  const resources = await patient(() => stacks.resources(stack.id))
  const held = resources.filter(({ status }) => !/^DELETE_(COMPLETE|SKIPPED)$/.test(status))
  const protectedOne = held.find(({ type }) => isProtected(type, permitted.policy.protect ?? []))
  if (protectedOne !== undefined)
    throw new StageError(
      'stack-protected',
      `stack ${stack.name} cannot be created again: it holds ${protectedOne.logicalId} (${protectedOne.type})`,
      {
        hint: 'save its data and delete the stack by hand, or change "protect" of the environment in liftlock.yml',
      },
    )
  context.report({ kind: 'note', text: `deleting stack ${stack.name}, whose creation failed (${stack.status})` })
  const history = await patient(() => readHistory(stacks, stack.id))
  const token = operationToken('delete', [run.secret, stack.id, history.newest ?? ''])
  await patient(async () => permitted.guard?.())
  await patient(() => stacks.delete(stack.id, token))
  await finish(
    stack,
    token,
    history,
    held.map(({ logicalId }) => logicalId),
    run,
  )
}

/** Continues a failed rollback, without the resources that the policy skips. */
export async function continueRollback(stack: Stack, run: DeploymentRun): Promise<void> {
  const { stacks, patient, permitted, context } = run
  const skip = permitted.policy.skipResources ?? []
  context.report({ kind: 'note', text: `continuing the rollback of stack ${stack.name}` })
  const history = await patient(() => readHistory(stacks, stack.id))
  const token = operationToken('rollback', [run.secret, stack.id, history.newest ?? '', skip])
  await patient(async () => permitted.guard?.())
  await patient(() => stacks.continueRollback({ stack: stack.id, token, skip }))
  await finish(stack, token, history, [], run, 'rolled-back')
}

async function finish(
  stack: Stack,
  token: string,
  history: StackHistory,
  expected: readonly string[],
  run: DeploymentRun,
  good: 'succeeded' | 'rolled-back' = 'succeeded',
): Promise<void> {
  const after = history.newest
  const operation = { stackId: stack.id, stackName: stack.name, token, after, disableRollback: false, expected }
  const ended = await followOperation(operation, run.following(history.usual))
  if (ended.kind !== good) throw outcomeError(stack.name, ended)
}
