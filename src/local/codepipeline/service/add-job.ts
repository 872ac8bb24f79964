import type { JobRecord, Scope } from './scope.ts'

/** What makes and keeps jobs. */
export interface JobMaker {
  readonly newId: () => string
  readonly saveWorkers: (scope: Scope) => void
}

/** Jobs that are kept after their end, so that the same end may be told twice. */
const mostJobs = 1_000

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
    nonce: String(Number.parseInt(newId().slice(0, 8), 16)),
    status: 'Created',
    ...(continuationToken !== undefined && { continuationToken }),
  }
  const { jobs } = scope.workers
  jobs.push(job)
  const old = jobs.length - mostJobs
  if (old >= 100) jobs.splice(0, jobs.length, ...jobs.filter(({ result }, at) => at >= old || result === undefined))
  saveWorkers(scope)
  return job
}
