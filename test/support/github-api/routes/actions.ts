import { ApiRefusal, notFound } from '../refusal.ts'
import { type ApiCall, type ApiRoutes, user } from '../route.ts'
import type { EnvironmentState, RepositoryState, RunState } from '../state.ts'

function runOf({ repository, values }: ApiCall): RunState {
  const found = repository.runs.find((run) => run.id === Number(values.run_id))
  if (found === undefined) throw notFound()
  return found
}

const reviewerBody = ({ type, name }: EnvironmentState['reviewers'][number]) => ({
  type,
  reviewer: type === 'Team' ? { slug: name, name } : user(name),
})

function environmentBody({ fullName }: RepositoryState, environment: EnvironmentState) {
  const { id, name, reviewers, preventSelfReview = false, waitMinutes = 0 } = environment
  return {
    id,
    name,
    html_url: `https://github.example/${fullName}/deployments/activity_log?environments_filter=${name}`,
    deployment_branch_policy: null,
    can_admins_bypass: true,
    protection_rules: [
      ...(waitMinutes > 0 ? [{ id: 1, node_id: 'W', type: 'wait_timer', wait_timer: waitMinutes }] : []),
      ...(reviewers.length > 0
        ? [
            {
              id: 2,
              node_id: 'R',
              type: 'required_reviewers',
              prevent_self_review: preventSelfReview,
              reviewers: reviewers.map(reviewerBody),
            },
          ]
        : []),
    ],
  }
}

/** The environments that a run waits for, as far as they exist. */
function waiting({ environments }: RepositoryState, { waitsFor }: RunState) {
  return environments.filter(({ name }) => waitsFor.includes(name))
}

function mayAnswer({ reviewers }: EnvironmentState, login: string): boolean {
  return reviewers.some(({ type, name }) => type === 'User' && name === login)
}

function review(call: ApiCall) {
  const { repository, body, token } = call
  const run = runOf(call)
  const asked = body.environment_ids.map((id: number) => waiting(repository, run).find((each) => each.id === id))
  if (asked.includes(undefined)) throw new ApiRefusal(422, 'No pending deployment requests to approve or reject')
  if (asked.some((each: EnvironmentState) => !mayAnswer(each, token.login)))
    throw new ApiRefusal(403, 'Resource not accessible by integration')
  const names = asked.map(({ name }: EnvironmentState) => name)
  run.reviews.push({ state: body.state, user: token.login, comment: body.comment, environments: names })
  run.waitsFor = run.waitsFor.filter((name) => !names.includes(name))
  return { body: [] }
}

function dispatch(call: ApiCall) {
  const { repository, values, body } = call
  const inputs = repository.workflows.get(values.workflow_id!)
  if (inputs === undefined) throw notFound()
  const sha = repository.git.resolve(body.ref)
  if (sha === undefined) throw new ApiRefusal(422, `No ref found for: ${body.ref}`)
  const unknown = Object.keys(body.inputs ?? {}).filter((name) => !inputs.includes(name))
  if (unknown.length > 0) throw new ApiRefusal(422, `Unexpected inputs provided: ${JSON.stringify(unknown)}`)
  const id = call.nextId()
  const html = `https://github.example/${repository.fullName}/actions/runs/${id}`
  repository.runs.push({
    id,
    madeBy: call.number,
    workflow: values.workflow_id!,
    reviews: [],
    waitsFor: [],
    name: values.workflow_id,
    event: 'workflow_dispatch',
    head_branch: body.ref,
    head_sha: sha,
    status: 'queued',
    conclusion: null,
    run_attempt: 1,
    inputs: body.inputs ?? {},
    actor: user(call.token.login),
    html_url: html,
    created_at: call.now,
  })
  return body.return_run_details
    ? {
        body: {
          workflow_run_id: id,
          run_url: `${call.base}/repos/${repository.fullName}/actions/runs/${id}`,
          html_url: html,
        },
      }
    : { status: 204 }
}

const listed = ({ repository, values, query, visible }: ApiCall) =>
  visible(repository.runs)
    .filter(
      (run) =>
        (!values.workflow_id || run.workflow === values.workflow_id) &&
        (!query.get('branch') || run.head_branch === query.get('branch')) &&
        (!query.get('event') || run.event === query.get('event')) &&
        (!query.get('head_sha') || run.head_sha === query.get('head_sha')),
    )
    .reverse()

const aroundRuns = (items: readonly unknown[], total: number) => ({ total_count: total, workflow_runs: items })

export const actionRoutes: ApiRoutes = {
  'GET /repos/{owner}/{repo}/environments': {
    needs: 'actions=read',
    list: ({ repository }) => repository.environments.map((each) => environmentBody(repository, each)),
    around: (items, total) => ({ total_count: total, environments: items }),
  },
  'GET /repos/{owner}/{repo}/environments/{environment_name}': {
    needs: 'actions=read',
    answer({ repository, values }) {
      const found = repository.environments.find(({ name }) => name === values.environment_name)
      if (found === undefined) throw notFound()
      return { body: environmentBody(repository, found) }
    },
  },
  'GET /repos/{owner}/{repo}/actions/runs': { needs: 'actions=read', list: listed, around: aroundRuns },
  'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': {
    needs: 'actions=read',
    list(call) {
      if (!call.repository.workflows.has(call.values.workflow_id!)) throw notFound()
      return listed(call)
    },
    around: aroundRuns,
  },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}': {
    needs: 'actions=read',
    answer: (call) => ({ body: runOf(call) }),
  },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals': {
    needs: 'actions=read',
    answer: (call) => ({
      body: runOf(call).reviews.map(({ user: login, environments, ...rest }) => ({
        ...rest,
        user: user(login),
        environments: environments.map((name) => ({ name })),
      })),
    }),
  },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments': {
    needs: 'actions=read',
    answer: (call) => ({
      body: waiting(call.repository, runOf(call)).map((environment) => ({
        environment: { id: environment.id, name: environment.name },
        wait_timer: 0,
        wait_timer_started_at: null,
        current_user_can_approve: mayAnswer(environment, call.token.login),
        reviewers: environment.reviewers.map(reviewerBody),
      })),
    }),
  },
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments': {
    needs: 'deployments=write',
    answer: review,
  },
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': { needs: 'actions=write', answer: dispatch },
  'POST /repos/{owner}/{repo}/dispatches': {
    needs: 'contents=write',
    answer({ repository, body }) {
      if (Object.keys(body.client_payload ?? {}).length > 10)
        throw new ApiRefusal(422, 'No more than 10 properties are allowed; 11 were supplied.')
      repository.dispatches.push({ event: body.event_type, payload: body.client_payload ?? {} })
      return { status: 204 }
    },
  },
}
