import type { ChangeSet } from '../../core/ports/stacks.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Deployment } from './deployment.ts'
import type { DeploymentRun } from './deployment-run.ts'
import { discardChangeSet } from './discard-change-set.ts'

/**
 * Refuses a deployment whose role lacks a right that is needed once the change set is being executed: to read the events, to protect the
 * stack when that is asked for, and what the options ask for. Other rights of that time were used before: the stack, its template and, of an update, its
 * events have been read. Each look changes nothing; a change set that is refused leaves nothing behind.
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

/** Tries the right to protect the stack, where that is asked for: protection is set to what it is already. Whatever else the service has to say of that call comes when it counts. */
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
