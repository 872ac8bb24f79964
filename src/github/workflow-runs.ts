import type { WorkflowRun, WorkflowRuns } from '../core/ports/forge/workflow-runs.ts'
import type { Calls, Data } from './calls/calls.ts'
import { reviewsOf } from './reviews.ts'

const oneRoute = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}'

export function workflowRunsOf(calls: Calls): WorkflowRuns {
  return {
    read: (run) => calls.ask({ to: `read run ${run}`, route: oneRoute, given: { run_id: run } }, runOf),
    list: ({ workflow, branch, event, sha }, most = 100) => {
      const given = { ...(branch && { branch }), ...(event && { event }), ...(sha && { head_sha: sha }) }
      const limits = { items: itemsOf, most }
      if (workflow === undefined)
        return calls.list({ to: 'list the runs', route: 'GET /repos/{owner}/{repo}/actions/runs', given }, limits)
      return calls.list(
        {
          to: `list the runs of ${workflow}`,
          route: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
          given: { ...given, workflow_id: workflow },
        },
        limits,
      )
    },
    ...reviewsOf(calls),
    dispatch: (workflow, ref, inputs) =>
      calls.ask(
        {
          to: `start workflow ${workflow} on ${ref}`,
          route: 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
          given: { workflow_id: workflow, ref, inputs: { ...inputs }, return_run_details: true },
        },
        startedRun,
        'never',
      ),
    async dispatchRepository(event, payload) {
      await calls.ask(
        {
          to: `start workflows for ${event}`,
          route: 'POST /repos/{owner}/{repo}/dispatches',
          given: { event_type: event, client_payload: { ...payload } },
        },
        () => undefined,
        'never',
      )
    },
  }
}

const itemsOf = (data: Data<'GET /repos/{owner}/{repo}/actions/runs'>) => data.workflow_runs.map(runOf)

/** Servers that do not know `return_run_details` answer 204 without a body. */
function startedRun(data: unknown): { readonly run?: { readonly id: number; readonly url: string } } {
  const { workflow_run_id: id, html_url: url } = (data || {}) as { workflow_run_id?: number; html_url?: string }
  return id === undefined ? {} : { run: { id, url: url ?? '' } }
}

function runOf(data: Data<typeof oneRoute>): WorkflowRun {
  const { conclusion, actor } = data
  return {
    id: Number(data.id),
    attempt: data.run_attempt ?? 1,
    workflow: data.name ?? '',
    event: data.event,
    branch: data.head_branch ?? '',
    sha: data.head_sha,
    status: data.status ?? '',
    ...(conclusion && { conclusion }),
    ...(actor && { actor: actor.login }),
    url: data.html_url,
    createdAt: data.created_at,
  }
}
