import type { Stack } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { parseFingerprint, shownFingerprint } from '../plan/fingerprint.ts'
import type { DeploymentRun } from './deployment-run.ts'
import { findApproved } from './make-plan.ts'

/**
 * The same for a run that made no plan of its own, because nothing changes or an operation of an earlier run was followed. Where a plan was
 * approved, it has to be known that it asks for this.
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
    `nothing is left to change in stack ${stack.name} but its termination protection, and plan ${shownFingerprint(approved)} is not known to ask for that`,
    { hint: 'run again without a plan to switch it, or without termination-protection to leave it as it is' },
  )
}

/**
 * Protects a stack from deletion, or no longer, when the options ask for the other of what it is; says so. A plan alone changes nothing and says what
 * would change.
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
