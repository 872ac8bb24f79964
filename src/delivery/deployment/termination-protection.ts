import type { Stack } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { parseFingerprint, shownFingerprint } from '../plan/fingerprint.ts'
import type { DeploymentRun } from './deployment-run.ts'
import { findApproved } from './make-plan.ts'

/**
 * Sets termination protection when the run made no plan: nothing changes, or it followed an operation of an earlier
 * run. If a plan was approved, that plan must contain the setting.
 * @throws StageError `plan-changed`
 */
export async function protectAsApproved(stack: Stack, run: DeploymentRun): Promise<Stack> {
  const { plan } = run.permitted
  const wanted = run.desired.terminationProtection
  if (plan?.kind !== 'exactly' || wanted === undefined || wanted === stack.terminationProtection)
    return protectAsWanted(stack, run)
  const approved = parseFingerprint(plan.fingerprint)
  const then = await findApproved(approved, run)
  const [, , , region, account] = stack.id.split(':')
  const isOfStack = then?.stack === stack.name && then.region === region && then.account === account
  if (isOfStack && then.terminationProtection === wanted) return protectAsWanted(stack, run)
  throw new StageError(
    'plan-changed',
    `only the termination protection of stack ${stack.name} differs, and plan ${shownFingerprint(approved)} is not known to change it`,
    { hint: 'run again without a plan to change it, or without termination-protection to keep it' },
  )
}

/**
 * Switches the stack's termination protection on or off when the options want the other state, and reports it. A run
 * that only makes a plan reports what would change.
 * @returns the stack as it is now
 */
export async function protectAsWanted(stack: Stack, run: DeploymentRun): Promise<Stack> {
  const { desired, permitted, stacks, patient, context } = run
  const wanted = desired.terminationProtection
  if (wanted === undefined || wanted === stack.terminationProtection) return stack
  const state = wanted ? 'on' : 'off'
  if (permitted.plan?.kind === 'only') {
    context.report({ kind: 'note', text: `stack ${stack.name}: termination protection would be switched ${state}` })
    return stack
  }
  await patient(async () => permitted.guard?.())
  await patient(() => stacks.setTerminationProtection(stack.id, wanted))
  context.report({
    kind: 'note',
    closing: true,
    text: `stack ${stack.name}: termination protection was switched ${state}`,
  })
  return { ...stack, terminationProtection: wanted }
}
