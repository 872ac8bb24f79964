import type { ChangeSet, Stack } from '../../core/ports/stacks.ts'
import { defined } from '../../core/run/defined.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { followOperation } from '../following/follow.ts'
import type { Operation } from '../following/operation.ts'
import { outcomeError } from '../following/outcome-error.ts'
import { parseFingerprint } from '../plan/fingerprint.ts'
import { stackDifference } from '../plan/stack-difference.ts'
import type { Deployment } from './deployment.ts'
import type { DeploymentRun } from './deployment-run.ts'
import { type Execution, executeOnce } from './execute.ts'
import { findApproved } from './make-plan.ts'
import { waitUntilStill } from './recover-stack.ts'
import { readSettled } from './result.ts'
import { protectAsApproved, protectAsWanted } from './termination-protection.ts'

/** The result of executing a change set. */
export type ExecutionEnd =
  | { readonly kind: 'done'; readonly stack: Stack }
  | Extract<Execution, { readonly kind: 'conflict' }>

/** Executes a change set and follows it to its end. @throws StageError of `outcomeError` or of `followOperation` */
export async function executeAndFollow(
  changeSet: ChangeSet,
  deployment: Deployment,
  run: DeploymentRun,
): Promise<ExecutionEnd> {
  const token = deployment.identity.tokenOf(changeSet.id)
  const execution = await executeOnce(changeSet, token, run)
  if (execution.kind === 'conflict') return execution
  const stack = await followToEnd(
    {
      stackId: changeSet.stackId,
      stackName: run.desired.stack,
      token,
      after: deployment.history.newest,
      disableRollback: run.permitted.policy.disableRollback ?? false,
      expected: changeSet.changes.map(({ logicalId }) => logicalId),
    },
    deployment,
    run,
  )
  return { kind: 'done', stack: await protectAsWanted(stack, run) }
}

/**
 * Follows the running operation whose token claims that an earlier run of the same deployment started it. The token can
 * be guessed, so the stack is compared with what is wanted, before and after.
 * @returns undefined when the operation is not ours; it has ended by then
 */
export async function attach(stack: Stack, deployment: Deployment, run: DeploymentRun): Promise<Stack | undefined> {
  const token = deployment.history.token!
  await run.permitted.verified?.()
  if (!(await mayBeApproved(deployment, run)) || !(await isAsWanted(stack, deployment, run))) {
    await waitUntilStill(stack, run)
    return undefined
  }
  run.context.report({ kind: 'note', text: `stack ${stack.name}: following the operation that an earlier run began` })
  const operation = {
    stackId: stack.id,
    stackName: stack.name,
    token,
    after: deployment.history.before(token),
    disableRollback: run.permitted.policy.disableRollback ?? false,
    expected: [],
  }
  const settled = await followToEnd(operation, deployment, run)
  return (await isAsWanted(settled, deployment, run)) ? protectAsApproved(settled, run) : undefined
}

/** Whether the approved plan, when it is known, is a plan for what is wanted now. */
async function mayBeApproved({ parameters }: Deployment, run: DeploymentRun): Promise<boolean> {
  const { plan } = run.permitted
  if (plan?.kind !== 'exactly') return true
  const then = await findApproved(parseFingerprint(plan.fingerprint), run)
  if (then === undefined) return true
  return then.templateDigest === run.wanted.digest && then.parametersDigest === parameters.digest
}

async function isAsWanted(stack: Stack, { parameters }: Deployment, run: DeploymentRun): Promise<boolean> {
  const { wanted } = run
  const { tags, roleArn } = run.desired
  const request = {
    parameters: parameters.parameters,
    tags,
    ...defined({ roleArn }),
  }
  const given = await run.patient(() => run.stacks.readTemplate(stack.id))
  const text = wanted.source?.text
  return stackDifference({ request, text, template: wanted.template }, stack, given).length === 0
}

/**
 * Follows a started operation, then reads the stack.
 * @throws StageError of `outcomeError` or of `followOperation`
 */
export async function followToEnd(
  operation: Operation,
  { history }: Pick<Deployment, 'history'>,
  run: DeploymentRun,
): Promise<Stack> {
  const ended = await followOperation(operation, run.following(history.usual))
  if (ended.kind !== 'succeeded') throw outcomeError(operation.stackName, ended)
  const stack = await readSettled(operation.stackId, ended.status, run)
  if (stack === undefined)
    throw new StageError('stack-failed', `stack ${operation.stackName} ended in ${ended.status} and is gone`, {
      hint: 'the stack was deleted after the operation',
    })
  return stack
}
