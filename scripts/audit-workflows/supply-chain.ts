import { parse } from 'yaml'
import { foreignActions } from './foreign-actions.ts'
import { type Job, repository, type Step, type Workflow, type WorkflowFinding } from './workflow.ts'

/** A workflow or an action as data; one of the two has jobs, the other steps. */
interface Runnable extends Workflow {
  readonly runs?: { readonly steps?: readonly Step[]; readonly image?: unknown }
}

interface PlacedJob extends Job {
  readonly 'runs-on'?: unknown
  readonly container?: unknown
  readonly services?: unknown
}

/**
 * Finds ways for foreign code or text into a run: an action that is not pinned to a reviewed commit, an event that runs
 * with our permissions for a fork, a checkout that keeps its token, a download that runs unchecked, a container, a
 * self-hosted runner, or an expression in a script. Checks workflows, actions and examples alike.
 */
export function auditSupplyChain(path: string, text: string): WorkflowFinding[] {
  const findings: WorkflowFinding[] = []
  const find = (rule: string, place: string, said: string) => findings.push({ rule, place, text: said })
  const file = (parse(text) ?? {}) as Runnable
  for (const [index, line] of text.split('\n').entries()) {
    const said = unpinned(line)
    if (said !== undefined) find('unpinned-use', `${path}:${index + 1}`, said)
  }
  for (const event of eventsOf(file).filter((name) => foreignEvents.has(name)))
    find('foreign-event', path, `${event} runs with the rights of the default branch on what others wrote`)
  const jobs = Object.entries((file.jobs ?? {}) as Readonly<Record<string, PlacedJob>>)
  for (const [id, job] of jobs) {
    if (/self-hosted|\$\{\{/.test(JSON.stringify(job['runs-on'] ?? '')))
      find('own-machine', `${path}/${id}`, 'what a fork starts would stay on that machine')
    if (job.container !== undefined || job.services !== undefined)
      find('container', `${path}/${id}`, 'an image behind a tag may be another one tomorrow')
  }
  if (file.runs?.image !== undefined) find('container', path, 'an image behind a tag may be another one tomorrow')
  const steps = [...jobs.flatMap(([id, { steps = [] }]) => steps.map((step) => [`${path}/${id}`, step] as const))]
  for (const [place, step] of [...steps, ...(file.runs?.steps ?? []).map((step) => [path, step] as const)]) {
    if (/^actions\/checkout@/.test(step.uses ?? '') && step.with?.['persist-credentials'] !== false)
      find('checkout-keeps-token', place, 'write persist-credentials: false')
    const script = step.run ?? String(step.with?.script ?? '')
    if (script.includes('${{')) find('expression-in-script', place, 'pass the value by env instead')
    const download = downloads.exec(script)?.[0]
    if (download !== undefined) find('unpinned-download', place, `${download}: take what a lock file names by its hash`)
  }
  return findings
}

const foreignEvents = new Set(['pull_request_target', 'workflow_run', 'issue_comment', 'issues', 'discussion'])

const shells = '(?:sudo +)?(?:env +)?(?:(?:ba|z|da|k)?sh|python[\\d.]*|node|perl|ruby)\\b'

/** Programs that are downloaded and run in one command, and installers that install the latest version. */
export const downloads = new RegExp(
  [
    `\\b(?:curl|wget)\\b[^\\n|]*\\| *${shells}`,
    `${shells} +(?:<\\(|-c +["']?\\$\\()(?:curl|wget)\\b`,
    '\\bnpx +(?!--no-install\\b|--offline\\b|tsx\\b)',
    '\\bnpm +(?:i|install|add) +(?!--)\\S',
    '\\bnpm +(?:i|install|add) +(?:-g|--global)\\b',
    '\\bpip3? +install +(?!.*--require-hashes)',
    '\\bgo +install +\\S+@latest',
    '\\b(?:brew|gem|cargo) +install\\b',
    '\\bdocker +(?:run|pull)\\b',
  ].join('|'),
)

/** The problem of the reference in a line, if there is one. Examples in comments are checked too. */
function unpinned(line: string): string | undefined {
  const [, name = '', ref, version] =
    /^[\s#]*(?:- +)?uses: *["']?([^\s@"']+)(?:@([^\s"']+))?["']?(?: +# *(\S+))?/.exec(line) ?? []
  if (name === '' || name.startsWith('$/') || name.startsWith('./')) return undefined
  if (name === repository || name.startsWith(`${repository}/`)) {
    if (/^v\d+$/.test(ref ?? '') || (/^[0-9a-f]{40}$/.test(ref ?? '') && /^v\d/.test(version ?? ''))) return undefined
    return `${name} has neither a major version of ours nor a commit with its version`
  }
  const known = Object.hasOwn(foreignActions, name) ? foreignActions[name] : undefined
  if (known === undefined) return `${name} is none of the actions that were read`
  if (ref === known.commit && version === known.version) return undefined
  return `write ${name}@${known.commit} # ${known.version}`
}

function eventsOf({ on }: Workflow): string[] {
  if (typeof on === 'string') return [on]
  return Array.isArray(on) ? on.map(String) : Object.keys(on ?? {})
}
