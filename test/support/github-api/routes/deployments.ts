import { ApiRefusal, notFound } from '../refusal.ts'
import { type ApiCall, type ApiRoutes, user } from '../route.ts'
import type { Item } from '../state.ts'

function deploymentOf({ repository, values }: ApiCall): Item {
  const found = repository.deployments.find((each) => each.id === Number(values.deployment_id))
  if (found === undefined) throw notFound()
  return found
}

function create(call: ApiCall) {
  const { repository, body, token, now } = call
  const sha = repository.git.resolve(body.ref)
  if (sha === undefined) throw new ApiRefusal(422, `No ref found for: ${body.ref}`)
  const item = {
    id: call.nextId(),
    madeBy: call.number,
    ref: body.ref,
    sha,
    task: body.task ?? 'deploy',
    environment: body.environment ?? 'production',
    description: body.description ?? null,
    payload: body.payload ?? {},
    production_environment: body.production_environment ?? body.environment === 'production',
    transient_environment: body.transient_environment ?? false,
    creator: user(token.login),
    created_at: now,
    updated_at: now,
  }
  repository.deployments.push(item)
  return { status: 201, body: item }
}

function statusesOf({ repository }: ApiCall, { id }: Item) {
  return repository.deploymentStatuses.filter((status) => status.deployment === id)
}

/** A success turns earlier deployments of the environment inactive, unless asked not to. */
function addStatus(call: ApiCall) {
  const { repository, body, token, now } = call
  const deployment = deploymentOf(call)
  const add = (to: Item, members: object) =>
    repository.deploymentStatuses.push({
      id: call.nextId(),
      madeBy: call.number,
      deployment: to.id,
      description: '',
      environment: to.environment,
      creator: user(token.login),
      created_at: now,
      ...members,
    })
  if (body.state === 'success' && body.auto_inactive !== false)
    for (const earlier of repository.deployments)
      if (
        earlier.id < deployment.id &&
        earlier.environment === deployment.environment &&
        !earlier.transient_environment &&
        statusesOf(call, earlier).at(-1)?.state === 'success'
      )
        add(earlier, { state: 'inactive' })
  const { auto_inactive: _, ...members } = body
  add(deployment, members)
  return { status: 201, body: repository.deploymentStatuses.at(-1) }
}

export const deploymentRoutes: ApiRoutes = {
  'GET /repos/{owner}/{repo}/deployments': {
    needs: 'deployments=read',
    list: ({ repository, query, visible }) =>
      visible(repository.deployments)
        .filter((each) =>
          ['environment', 'ref', 'sha', 'task'].every((name) => !query.get(name) || each[name] === query.get(name)),
        )
        .reverse(),
  },
  'POST /repos/{owner}/{repo}/deployments': { needs: 'deployments=write', answer: create },
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': {
    needs: 'deployments=read',
    list: (call) => [...statusesOf(call, deploymentOf(call))].reverse(),
  },
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': { needs: 'deployments=write', answer: addStatus },
  'DELETE /repos/{owner}/{repo}/deployments/{deployment_id}': {
    needs: 'deployments=write',
    answer(call) {
      const deployment = deploymentOf(call)
      const last = statusesOf(call, deployment).at(-1)?.state
      if (last !== 'inactive' && call.repository.deployments.length > 1)
        throw new ApiRefusal(
          422,
          'We cannot delete an active deployment unless it is the only deployment in a given environment.',
        )
      call.repository.deployments.splice(call.repository.deployments.indexOf(deployment), 1)
      return { status: 204 }
    },
  },
}
