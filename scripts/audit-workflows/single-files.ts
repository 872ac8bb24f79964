import {
  type Concurrency,
  type Job,
  ownPath,
  type Permissions,
  parseWorkflow,
  repository,
  type Step,
  type WorkflowFinding,
} from './workflow.ts'

/** The checks of a single file. */
export interface SingleFile {
  readonly path: string
  readonly text: string
  /** Whether users copy it, so that `$/` would mean their repository. */
  readonly copied: boolean
}

/**
 * Finds problems that the official parser does not report: `$/` in a file that users copy, a ref after `$/`, an action
 * that does not exist, an expression in a shell script, a concurrency group in a file to copy, and a cache in a job
 * with a token.
 * @param exists whether this repository has a path
 */
export function auditFile({ path, text, copied }: SingleFile, exists: (path: string) => boolean): WorkflowFinding[] {
  const findings: WorkflowFinding[] = []
  const find = (rule: string, place: string, said: string) => findings.push({ rule, place, text: said })
  const workflow = parseWorkflow(text)
  for (const [id, job] of Object.entries(workflow.jobs ?? {})) {
    const place = `${path}/${id}`
    if (copied && job.uses !== undefined && (workflow.concurrency ?? job.concurrency) !== undefined)
      find('starter-group', place, 'groups belong to the called workflow')
    for (const uses of [job.uses, ...(job.steps ?? []).map((step) => step.uses)]) {
      if (uses === undefined) continue
      if (copied && uses.startsWith('$/')) find('starter-self', place, `${uses} means the repository of the copy`)
      if (uses.startsWith('./')) find('local-path', place, `${uses} means the workspace; write $/${uses.slice(2)}`)
      if (uses.startsWith('$/') && uses.includes('@')) find('self-ref', place, `${uses} takes no @ref`)
      if (!copied && uses.startsWith(`${repository}/`)) find('self-by-name', place, `write $/ in place of ${uses}`)
      const own = ownPath(uses)
      if (own !== undefined && !exists(own.endsWith('.yml') ? own : `${own}/action.yml`))
        find('uses-unknown', place, `there is no ${own}`)
    }
    for (const { run } of job.steps ?? [])
      if (run?.includes('${{')) find('expression-in-shell', place, 'pass the value by env instead')
    if (holdsToken(job, workflow.permissions) && job.steps?.some(restores))
      find('cache-with-token', place, 'restores what other jobs wrote, and could lose its token to them')
    if (
      /github\.ref_name\s*[!=]=|[!=]=\s*github\.ref_name/.test(
        [job, ...(job.steps ?? [])].map((each) => each.if).join('\n'),
      )
    )
      find('ref-name', place, 'a tag may have the name of a branch: compare github.ref with refs/heads/…')
    for (const [name, value] of Object.entries(job.outputs ?? {}))
      if (/\binputs\./.test(String(value)))
        find('output-is-input', place, `${name} is what was asked for, not what came of it`)
    if (mayCancelPushes(job.concurrency)) find('group-cancels', place, cancels)
  }
  if (mayCancelPushes(workflow.concurrency)) find('group-cancels', path, cancels)
  return findings
}

const cancels = 'of several pushes that wait, all but the newest are cancelled: write queue: max, or a key of the run'

/**
 * Whether pushes can share a concurrency group in which one run waits: a third push cancels the waiting run, and its
 * required check fails. Groups for pull requests only do not count. GitHub Docs, "Control the concurrency of workflows
 * and jobs".
 */
function mayCancelPushes(concurrency: Concurrency | undefined): boolean {
  if (concurrency === undefined) return false
  const { group = '', queue } = typeof concurrency === 'string' ? { group: concurrency } : concurrency
  const onPush = group.replace(/github\.event_name == 'pull_request' && .*?\|\| /g, '')
  return queue !== 'max' && !/github\.(run_id|run_number)\b/.test(onPush)
}

/** Whether a job could do harm outside its run: it may write, assumes a role, has an environment, or reads a secret. */
function holdsToken(job: Job, inherited: Permissions = {}): boolean {
  const permissions = JSON.stringify(job.permissions ?? inherited)
  return job.environment !== undefined || permissions.includes('write') || /secrets\./.test(JSON.stringify(job))
}

/** Whether a step restores a cache, which any job of the default branch may have written, with files for any folder. */
function restores({ uses = '', with: inputs = {} }: Step): boolean {
  if (ownPath(uses) === 'actions/setup') return String(inputs['keep-packages'] ?? false) !== 'false'
  return /^actions\/cache(\/restore)?@/.test(uses)
}
