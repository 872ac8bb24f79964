import { isDeepStrictEqual } from 'node:util'
import { isRecord } from '../core/documents/is-record.ts'
import { isForgeFailure } from '../core/forge/forge-error.ts'
import type { Deployment, DeploymentStatus, Deployments } from '../core/ports/forge/deployments.ts'
import type { Calls, Data } from './calls/calls.ts'

/** GitHub Docs, "Create a deployment status". */
const mostDescription = 140
const lookedAt = 30

export function deploymentsOf(calls: Calls): Deployments {
  const list: Deployments['list'] = (filter, most = 100) =>
    calls.list(
      { to: 'list the deployments', route: 'GET /repos/{owner}/{repo}/deployments', given: filter },
      { items: (data) => data.map(deploymentOf), most },
    )
  return {
    list,
    create: ({ ref, environment, task = 'deploy', description, payload, production, transient }) =>
      calls.ask(
        {
          to: `create a deployment of ${ref} to ${environment}`,
          route: 'POST /repos/{owner}/{repo}/deployments',
          given: {
            ref,
            environment,
            task,
            payload: { ...payload },
            auto_merge: false,
            required_contexts: [],
            ...(description !== undefined && { description: cut(description) }),
            ...(production !== undefined && { production_environment: production }),
            ...(transient !== undefined && { transient_environment: transient }),
          },
        },
        // The answer 202 has only a message; without a merge it does not come.
        (data) => deploymentOf(data as Data<'GET /repos/{owner}/{repo}/deployments'>[number]),
        {
          lookUp: async () =>
            (await list({ environment, task }, lookedAt)).find((each) => isDeepStrictEqual(each.payload, payload)),
        },
      ),
    statuses: (deployment) =>
      calls.list(
        {
          to: `list the statuses of deployment ${deployment}`,
          route: 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
          given: { deployment_id: deployment },
        },
        { items: (data) => data.map(statusOf), most: 500 },
      ),
    addStatus: (deployment, status) => addStatus(calls, deployment, status),
    async delete(deployment) {
      try {
        await calls.ask(
          {
            to: `delete deployment ${deployment}`,
            route: 'DELETE /repos/{owner}/{repo}/deployments/{deployment_id}',
            given: { deployment_id: deployment },
          },
          () => undefined,
        )
      } catch (error) {
        if (!isForgeFailure(error, 'not-found')) throw error
      }
    },
  }
}

/** A status that was sent twice says the same twice, so it may be repeated. */
async function addStatus(
  calls: Calls,
  deployment: number,
  { state, description, logUrl, environmentUrl, autoInactive = true }: Parameters<Deployments['addStatus']>[1],
): Promise<void> {
  await calls.ask(
    {
      to: `add the status ${state} to deployment ${deployment}`,
      route: 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
      given: {
        deployment_id: deployment,
        state,
        auto_inactive: autoInactive,
        ...(description !== undefined && { description: cut(description) }),
        ...(logUrl !== undefined && { log_url: logUrl }),
        ...(environmentUrl !== undefined && { environment_url: environmentUrl }),
      },
    },
    () => undefined,
  )
}

/** Cuts between characters, not within one. */
function cut(text: string): string {
  return text.length <= mostDescription ? text : `${[...text].slice(0, mostDescription - 1).join('')}…`
}

function deploymentOf(data: Data<'GET /repos/{owner}/{repo}/deployments'>[number]): Deployment {
  return {
    id: Number(data.id),
    ref: data.ref,
    sha: data.sha,
    task: data.task,
    environment: data.environment,
    description: data.description ?? '',
    payload: payloadOf(data.payload),
    createdAt: data.created_at,
  }
}

/** It comes as it was given: a mapping, or a text of one. Other values are not ours. */
function payloadOf(payload: unknown): Readonly<Record<string, unknown>> {
  return isRecord(payload) ? payload : {}
}

function statusOf(
  data: Data<'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses'>[number],
): DeploymentStatus & { readonly createdAt: string } {
  const { state, description, log_url: logUrl, environment_url: environmentUrl, created_at: createdAt } = data
  return {
    state,
    ...(description && { description }),
    ...(logUrl && { logUrl }),
    ...(environmentUrl && { environmentUrl }),
    createdAt,
  }
}
