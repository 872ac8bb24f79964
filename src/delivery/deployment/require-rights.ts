import type { ChangeSet } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Deployment } from './deployment.ts'
import type { DeploymentRun } from './deployment-run.ts'
import { discardChangeSet } from './discard-change-set.ts'

/**
 * Refuses a deployment whose role lacks a right that it needs after the execution starts: to read events, to set
 * termination protection if wanted, and what the options add. All other such rights were used before, to read the
 * stack, its template and, for an update, its events. Each check changes nothing, and the change set of a refused
 * deployment is removed.
 * @throws StageError `access-denied` with the statement to add
 */
export async function requireRights(changeSet: ChangeSet, deployment: Deployment, run: DeploymentRun): Promise<void> {
  try {
    if (deployment.kind === 'create') await readOneEvent(changeSet.stackId, run)
    await protectAsBefore(changeSet.stackId, deployment, run)
    await run.permitted.requireRights?.()
  } catch (error) {
    if (!run.context.signal.aborted) await discardChangeSet(changeSet, run).catch(() => undefined)
    throw error
  }
}

async function readOneEvent(stackId: string, { stacks, patient }: DeploymentRun): Promise<void> {
  await patient(async () => {
    for await (const _ of stacks.events(stackId)) return
  })
}

/**
 * Tries the right to set termination protection, if wanted, by setting it to its present value. Other errors of that
 * call are ignored here and reported by the real call.
 */
export async function protectAsBefore(
  stackId: string,
  { stack }: Pick<Deployment, 'stack'>,
  run: DeploymentRun,
): Promise<void> {
  const { stacks, patient, desired } = run
  const now = stack?.terminationProtection ?? false
  if (desired.terminationProtection === undefined || desired.terminationProtection === now) return
  try {
    await patient(() => stacks.setTerminationProtection(stackId, now))
  } catch (error) {
    if (error instanceof StageError && error.reason === 'service-refused') return
    throw error
  }
}
