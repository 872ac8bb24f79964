import type { Stack } from '../../core/ports/stacks.ts'
import type { DeploymentRun } from './deployment-run.ts'

/**
 * Protects a stack from deletion, or no longer, when the options ask for the other of what it is; says so. A plan alone changes nothing and says what
 * would change.
 * @returns the stack as it is now
 */
export async function protectAsWanted(stack: Stack, run: DeploymentRun): Promise<Stack> {
  const { options, stacks, patient, context } = run
  const wanted = options.terminationProtection
  if (wanted === undefined || wanted === stack.terminationProtection) return stack
  const state = wanted ? 'on' : 'off'
  if (options.plan?.kind === 'only') {
    context.report({ kind: 'note', text: `stack ${stack.name}: termination protection would be switched ${state}` })
    return stack
  }
  await patient(async () => options.guard?.())
  await patient(() => stacks.setTerminationProtection(stack.id, wanted))
  context.report({
    kind: 'note',
    closing: true,
    text: `stack ${stack.name}: termination protection was switched ${state}`,
  })
  return { ...stack, terminationProtection: wanted }
}
