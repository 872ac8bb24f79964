import { hostname, userInfo } from 'node:os'
import type { Context } from '../../core/run/context.ts'
import type { RunIdentity } from '../../core/run/run-identity.ts'
import { executionPage, type PipelinePlace, pipelinePlace } from './pipeline-place.ts'

/**
 * The run that this process belongs to: an action of a pipeline, a job of GitHub Actions (GitHub Docs, "Variables
 * reference", default environment variables), else this process on this machine.
 * @throws StageError `input-missing`, `input-invalid` of `pipelinePlace`
 */
export function runIdentity(environment: NodeJS.ProcessEnv): RunIdentity {
  const place = pipelinePlace(environment)
  if (place !== undefined) return pipelineRun(place, environment)
  const { GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT, GITHUB_SERVER_URL } = environment
  if (environment.GITHUB_ACTIONS !== 'true' || !GITHUB_RUN_ID)
    return { host: 'terminal', id: `${hostname()}:${process.pid}`, ...actorOf(userName()) }
  const server = GITHUB_SERVER_URL || 'https://github.com'
  return {
    host: 'github',
    id: `${GITHUB_REPOSITORY}#${GITHUB_RUN_ID}.${GITHUB_RUN_ATTEMPT || '1'}`,
    // The person who started the run again, if that is not the one who started it first.
    ...actorOf(environment.GITHUB_TRIGGERING_ACTOR || environment.GITHUB_ACTOR),
    url: `${server}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`,
  }
}

/** Whoever started the execution did not run this action, so that the run has no actor. */
function pipelineRun(place: PipelinePlace, environment: NodeJS.ProcessEnv): RunIdentity {
  const url = executionPage(place, environment)
  return { host: 'codepipeline', id: `${runsOf(place)}${place.action}`, ...(url !== undefined && { url }) }
}

/** The text with which the ids of all runs of an execution in one stage begin. */
export function runsOf({ pipeline, execution, stage }: Omit<PipelinePlace, 'action'>): string {
  return `${pipeline}#${execution}/${stage}/`
}

/**
 * What the host decides about a run. In a terminal, the person who gives the fingerprint of a plan approves it. In a
 * job of GitHub Actions, a reviewer approves, whom the run does not know; the page of the run shows uploaded files. A
 * pipeline knows who answered its approval, and its host asks (`find-approver.ts`).
 */
export function placeOf({
  host,
  id,
  actor,
  url,
}: RunIdentity): Pick<Context, 'approver' | 'keptFiles' | 'repeatableRun'> {
  return {
    ...(host === 'terminal' && actor !== undefined && { approver: async () => actor }),
    ...(host === 'github' && { repeatableRun: id.replace(/\.\d+$/, '') }),
    // A retry of a stage is the same execution.
    ...(host === 'codepipeline' && { repeatableRun: id.replace(/^.*#|\/.*$/g, '') }),
    ...(host === 'github' &&
      url !== undefined && { keptFiles: { name: 'artifacts of this run', url: `${url}#artifacts` } }),
  }
}

function actorOf(actor: string | undefined): { actor?: string } {
  return actor ? { actor } : {}
}

/** Undefined if the machine has no name for the user, as in some containers. */
function userName(): string | undefined {
  try {
    return userInfo().username
  } catch {
    return undefined
  }
}
