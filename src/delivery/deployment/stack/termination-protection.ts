import type { Stack } from '../../../core/ports/stacks.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { shownFingerprint } from '../../plan/fingerprint.ts'
import type { ApprovedPlan } from '../approved-plan.ts'
import type { DeploymentWork } from '../deployment-work.ts'

/** The termination protection that is wanted, and how it may be reached. A change set does not cover it. */
export interface WantedProtection {
  /** Undefined keeps it as it is. */
  readonly terminationProtection: boolean | undefined
  /** Whether a difference is only reported. */
  readonly planOnly: boolean
  /** The approved plan, when the run did not compare it with a plan of its own: that plan must contain the setting. */
  readonly unseen: ApprovedPlan | undefined
}

/**
 * Switches the stack's termination protection on or off when the other state is wanted, and reports it.
 * @returns the stack as it is now
 * @throws StageError `plan-changed` when the approved plan does not contain the setting
 */
export async function protect(stack: Stack, protection: WantedProtection, work: DeploymentWork): Promise<Stack> {
  const { terminationProtection: wanted, planOnly, unseen } = protection
  const { stacks, context } = work
  if (wanted === undefined || wanted === stack.terminationProtection) return stack
  if (unseen !== undefined) await refuseUnplanned(stack, wanted, unseen)
  const state = wanted ? 'on' : 'off'
  if (planOnly) {
    context.report({ kind: 'note', text: `stack ${stack.name}: termination protection would be switched ${state}` })
    return stack
  }
  await work.guard()
  await stacks.setTerminationProtection(stack.id, wanted)
  context.report({
    kind: 'note',
    closing: true,
    text: `stack ${stack.name}: termination protection was switched ${state}`,
  })
  return { ...stack, terminationProtection: wanted }
}

async function refuseUnplanned(stack: Stack, wanted: boolean, approved: ApprovedPlan): Promise<void> {
  const then = await approved.find()
  const [, , , region, account] = stack.id.split(':')
  const isOfStack = then?.stack === stack.name && then.region === region && then.account === account
  if (isOfStack && then.terminationProtection === wanted) return
  throw new StageError(
    'plan-changed',
    `only the termination protection of stack ${stack.name} differs, and plan ${shownFingerprint(approved.fingerprint)} is not known to change it`,
    { hint: 'run again without a plan to change it, or without termination-protection to keep it' },
  )
}
