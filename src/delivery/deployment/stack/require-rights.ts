import { StageError } from '../../../core/run/stage-error.ts'
import type { Deployment } from '../deployment.ts'
import type { DeploymentWork } from '../deployment-work.ts'

/**
 * Refuses a deployment whose role lacks a right that it needs after the execution starts: to read events, and to set
 * termination protection if wanted. All other such rights were used before, to read the stack, its template and, for an
 * update, its events. Each check changes nothing.
 * @throws StageError `access-denied` with the statement to add
 */
export async function requireRights(
  stackId: string,
  { kind, stack }: Pick<Deployment, 'kind' | 'stack'>,
  terminationProtection: boolean | undefined,
  work: DeploymentWork,
): Promise<void> {
  if (kind === 'create') await work.stacks.newestEvents(stackId, 1)
  await protectAsBefore(stackId, stack?.terminationProtection ?? false, terminationProtection, work)
}

/**
 * Tries the right to set termination protection, if wanted, by setting it to its present value. Other errors of that
 * call are ignored here and reported by the real call.
 */
export async function protectAsBefore(
  stackId: string,
  now: boolean,
  wanted: boolean | undefined,
  { stacks }: DeploymentWork,
): Promise<void> {
  if (wanted === undefined || wanted === now) return
  try {
    await stacks.setTerminationProtection(stackId, now)
  } catch (error) {
    if (error instanceof StageError && error.reason === 'service-refused') return
    throw error
  }
}
