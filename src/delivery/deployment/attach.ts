import type { Stack } from '../../core/ports/stacks.ts'
import { stackDifference } from '../plan/stack-difference.ts'
import type { Deployment } from './deployment.ts'
import type { DeploymentRun } from './deployment-run.ts'
import type { DeploymentWork } from './deployment-work.ts'
import { followToEnd } from './stack/follow-to-end.ts'
import { waitUntilStill } from './stack/recover-stack.ts'

/**
 * Follows the operation that works on a stack, when an earlier run of the same deployment began it; waits for the end
 * of any other. The token that claims it can be guessed, so the stack is compared with what is wanted, before and
 * after.
 * @returns the stack after our operation; undefined when the stack has to be read again
 */
export async function attach(
  stack: Stack,
  deployment: Deployment,
  run: DeploymentRun,
  work: DeploymentWork,
): Promise<Stack | undefined> {
  const { history, identity } = deployment
  const { token } = history
  if (token === undefined || !identity.owns(token) || !(await isForUs(stack, deployment, run, work))) {
    await waitUntilStill(stack, work)
    return undefined
  }
  work.context.report({ kind: 'note', text: `stack ${stack.name}: following the operation that an earlier run began` })
  const operation = {
    stackId: stack.id,
    stackName: stack.name,
    token,
    after: history.before(token),
    expected: [],
    usual: history.usual,
  }
  const { disableRollback = false } = run.permitted.policy
  const settled = await followToEnd(operation, { disableRollback }, work)
  return (await isAsWanted(settled, deployment, run.wanted, work)) ? settled : undefined
}

/** Whether this run may follow the operation, and the approved plan, where it is known, is for what is wanted now. */
async function isForUs(
  stack: Stack,
  deployment: Deployment,
  { permitted, approved, wanted, planOnly }: DeploymentRun,
  work: DeploymentWork,
): Promise<boolean> {
  if (planOnly) return false
  await permitted.verified?.()
  const then = await approved?.find()
  if (then !== undefined && then.templateDigest !== wanted.digest) return false
  if (then !== undefined && then.parametersDigest !== deployment.parameters.digest) return false
  return isAsWanted(stack, deployment, wanted, work)
}

async function isAsWanted(
  stack: Stack,
  { request }: Deployment,
  { template, source }: DeploymentRun['wanted'],
  { stacks }: DeploymentWork,
): Promise<boolean> {
  const given = await stacks.readTemplate(stack.id)
  return stackDifference({ request, text: source?.text, template }, stack, given).length === 0
}
