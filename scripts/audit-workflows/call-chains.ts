import { jobsLostWithSkipped, skippedBefore } from './skipped-jobs.ts'
import {
  defaultsOf,
  type Job,
  ownPath,
  type Permissions,
  parseWorkflow,
  resolveInputs,
  type Workflow,
  type WorkflowFinding,
} from './workflow.ts'

/** One path of calls, from a file that starts runs down to the current file. */
interface Chain {
  readonly path: string
  readonly inputs: Readonly<Record<string, string>>
  /** Permissions that the calling job grants; undefined at the start of the run. */
  readonly granted: Readonly<Record<string, number>> | undefined
  /** The literal beginnings of the concurrency groups that callers hold. */
  readonly held: readonly string[]
  /** Whether a job before one of the calling jobs may be skipped. */
  readonly before: boolean
}

/** Environments that have no reviewers by their purpose, so several jobs of a run may name them. */
const unprotected = /^(staging|publish|pull-requests)$|-(plan|preview)$/

/**
 * Finds problems between files, which no linter sees:
 * - a permission that a job requests and a caller does not grant, so that the run does not start;
 * - a concurrency group that is held twice along a chain, which is a deadlock and cancels all jobs;
 * - an environment with reviewers that several jobs of one run use, so that each of them asks for approval again;
 * - a job that is skipped because a job before it was skipped.
 * @param workflows path in the repository to text; files with another trigger than `workflow_call` start a chain
 */
export function auditCallChains(workflows: ReadonlyMap<string, string>): WorkflowFinding[] {
  const parsed = new Map([...workflows].map(([path, text]) => [path, parseWorkflow(text)]))
  const starts = [...parsed].filter(([, workflow]) => startsRuns(workflow)).map(([path]) => path)
  return starts.flatMap((path) => {
    const findings: WorkflowFinding[] = []
    const asked = new Map<string, string[]>()
    walk({ path, inputs: {}, granted: undefined, held: [], before: false }, { parsed, findings, asked })
    for (const [environment, places] of asked)
      if (places.length > 1 && !unprotected.test(environment))
        findings.push({
          rule: 'environment-twice',
          place: path,
          text: `${places.join(' and ')} both run in ${environment}, so its reviewers are asked ${places.length} times`,
        })
    return findings
  })
}

interface Walk {
  readonly parsed: ReadonlyMap<string, Workflow>
  readonly findings: WorkflowFinding[]
  /** Jobs by the environment that they name. */
  readonly asked: Map<string, string[]>
}

function walk(chain: Chain, { parsed, findings, asked }: Walk): void {
  const workflow = parsed.get(chain.path)
  if (workflow === undefined) return
  for (const id of jobsLostWithSkipped(workflow, parsed, chain.before))
    findings.push({
      rule: 'skipped-along',
      place: `${chain.path}/${id}`,
      text: 'a job before it may be skipped, and this one with it: say when it runs, such as !cancelled() && !failure()',
    })
  for (const [id, job] of Object.entries(workflow.jobs ?? {})) {
    const place = `${chain.path}/${id}`
    const wanted = job.permissions === undefined ? workflow.permissions : job.permissions
    if (wanted === undefined)
      findings.push({ rule: 'grant-open', place, text: 'neither the job nor the file says which permissions it has' })
    const levels = levelsOf(wanted ?? {})
    for (const [scope, level] of Object.entries(levels))
      if (chain.granted && level > (chain.granted[scope] ?? 0))
        findings.push({ rule: 'grant-missing', place, text: `asks for ${scope}, which a caller above does not grant` })

    const held = [...groupsOf(workflow, job)]
    for (const group of held)
      if (chain.held.includes(group))
        findings.push({ rule: 'group-twice', place, text: `the concurrency group ${group}… is held by a caller above` })

    const environment = typeof job.environment === 'string' ? job.environment : job.environment?.name
    if (environment !== undefined) {
      const name = resolveInputs(environment, chain.inputs)
      // GitHub takes an empty name for none.
      if (name !== '') asked.set(name, [...(asked.get(name) ?? []), place])
    }
    const called = job.uses === undefined ? undefined : ownPath(job.uses)
    if (called === undefined) continue
    const target = parsed.get(called)
    if (target === undefined) {
      findings.push({ rule: 'call-unknown', place, text: `there is no ${called}` })
      continue
    }
    const inputs = { ...defaultsOf(target), ...givenTo(job, chain.inputs) }
    const before = skippedBefore(id, workflow, parsed, chain.before)
    walk({ path: called, inputs, granted: levels, held: [...chain.held, ...held], before }, { parsed, findings, asked })
  }
}

function startsRuns({ on }: Workflow): boolean {
  if (typeof on === 'string') return on !== 'workflow_call'
  const events = Array.isArray(on) ? on : Object.keys(on ?? {})
  return events.some((event) => event !== 'workflow_call')
}

const rank: Readonly<Record<string, number>> = { none: 0, read: 1, write: 2 }

function levelsOf(permissions: Permissions): Record<string, number> {
  if (typeof permissions === 'string') return { [permissions]: 2 }
  return Object.fromEntries(Object.entries(permissions ?? {}).map(([scope, level]) => [scope, rank[level] ?? 2]))
}

/** The text of a group up to its first expression. Two groups of one run can be equal only if these are. */
function groupsOf(workflow: Workflow, job: Job): Set<string> {
  const written = [workflow.concurrency, job.concurrency].map((value) =>
    typeof value === 'string' ? value : value?.group,
  )
  return new Set(written.filter((group) => group !== undefined).map((group) => group.split('${{')[0]!))
}

function givenTo(job: Job, inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(job.with ?? {}).map(([name, value]) => [name, resolveInputs(String(value), inputs)]),
  )
}
