import type { JobRecord, Scope } from './scope.ts'

/** What makes and keeps jobs. */
export interface JobMaker {
  readonly newId: () => string
  readonly saveWorkers: (scope: Scope) => void
}

/** Adds a job for an action, under an id of its own. */
export function addJob(
  { newId, saveWorkers }: JobMaker,
  scope: Scope,
  of: Pick<JobRecord, 'actionId' | 'pipeline' | 'type' | 'continuationToken'>,
): JobRecord {
  const { actionId, pipeline, type, continuationToken } = of
  const job: JobRecord = {
    id: newId(),
    actionId,
    pipeline,
    type,
    nonce: '1',
    status: 'Created',
    ...(continuationToken !== undefined && { continuationToken }),
  }
  scope.workers.jobs.push(job)
  saveWorkers(scope)
  return job
}
