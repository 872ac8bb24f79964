import { type Job, ownPath, type Workflow } from './workflow.ts'

const statusFunction = /\b(always|cancelled|failure|success)\(\)/

/**
 * Finds the jobs of a workflow that would silently be skipped because an earlier job was. Without a status function,
 * `if:` means `success() && …`, which is false after any skipped ancestor, even inside a called workflow or before the
 * calling job (actions/runner#491 and #2205).
 * @param workflow the file of the jobs
 * @param parsed all files, by path
 * @param before whether a job before the calling job may be skipped
 */
export function jobsLostWithSkipped(
  workflow: Workflow,
  parsed: ReadonlyMap<string, Workflow>,
  before: boolean,
): string[] {
  return Object.entries(workflow.jobs ?? {})
    .filter(([id, job]) => skippedBefore(id, workflow, parsed, before) && !statusFunction.test(String(job.if ?? '')))
    .map(([id]) => id)
}

/** Whether any job that this job needs, directly or indirectly, may be skipped. */
export function skippedBefore(
  id: string,
  workflow: Workflow,
  parsed: ReadonlyMap<string, Workflow>,
  before: boolean,
): boolean {
  const earlier = ancestorsOf(id, workflow.jobs ?? {})
  return before || earlier.some((job) => mayBeSkipped(job, parsed))
}

function ancestorsOf(id: string, jobs: Readonly<Record<string, Job>>): Job[] {
  const found = new Set<string>()
  const waiting = [id]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    for (const need of [jobs[next]?.needs ?? []].flat())
      if (!found.has(need)) {
        found.add(need)
        waiting.push(need)
      }
  return [...found].flatMap((name) => jobs[name] ?? [])
}

/** A job with a condition, or the call of a workflow that has one. */
function mayBeSkipped({ if: condition, uses }: Job, parsed: ReadonlyMap<string, Workflow>): boolean {
  if (condition !== undefined && !/always\(\)/.test(String(condition))) return true
  const called = uses === undefined ? undefined : parsed.get(ownPath(uses) ?? '')
  return Object.values(called?.jobs ?? {}).some((job) => mayBeSkipped(job, parsed))
}
