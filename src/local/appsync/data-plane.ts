import { type AppSyncDataSources, appSyncDataSources } from '../../aws/appsync/data-sources.ts'
import type { Http } from '../../core/ports/http.ts'
import { apiDirectory } from './api/api-directory.ts'
import type { ServedApi } from './api/served-api.ts'
import { authenticate, type Verifiers } from './authorization/authenticate.ts'
import type { Caller, SignedRequest } from './authorization/caller.ts'
import { emulatorIdentities } from './authorization/emulator-identities.ts'
import { tokenVerifier } from './authorization/json-web-token.ts'
import { batchesOf } from './execution/batches.ts'
import {
  executeDelivery,
  executeRequest,
  type GraphQLAnswer,
  type GraphQLRequest,
} from './execution/execute-request.ts'
import type { Execution } from './execution/execution.ts'
import { levelsOf, requestLimits } from './graphql-limits.ts'
import { openSubscription } from './realtime/open-subscription.ts'
import { createSubscriptions, type Subscription } from './realtime/subscriptions.ts'
import { RequestRefused } from './request-refused.ts'
import type { SubscriptionFilter } from './vtl/util/subscription-filter.ts'

export interface DataPlaneOptions {
  /** Address of the emulator's gateway. */
  readonly endpoint: string
  /** Bearer token of the launcher's own addresses. */
  readonly token: string | undefined
  /** Secret access key of every account. */
  readonly secretAccessKey: string
  /** Enforce permissions: policies of IAM callers, roles of data sources. */
  readonly iam: boolean
  readonly accounts: readonly string[]
  readonly region: string
  readonly log: (line: string) => void
  /** Sends the requests of HTTP data sources; directly by default. */
  readonly http?: Http | undefined
}

/** AppSync without its network: it identifies callers, answers requests, and notifies subscribers. */
export interface DataPlane {
  /** @throws RequestRefused when the whole request is refused */
  answer(
    apiId: string,
    request: SignedRequest,
  ): Promise<{ readonly answer: GraphQLAnswer; readonly headers: ReadonlyMap<string, string> }>
  /** @throws RequestRefused when the sender cannot be identified */
  authorize(apiId: string, request: SignedRequest): Promise<void>
  /** Returns a function that ends the subscription. @throws RequestRefused, FieldError when it is not allowed */
  subscribe(apiId: string, request: SignedRequest, send: (answer: GraphQLAnswer) => void): Promise<() => void>
  close(): void
}

export function createDataPlane(options: DataPlaneOptions): DataPlane {
  const { endpoint, region, iam, log, secretAccessKey, http } = options
  const directory = apiDirectory(options)
  const dataSources = appSyncDataSources({ endpoint, region, secretAccessKey, roles: iam, http })
  const identities = emulatorIdentities(options)
  const verifiers: Verifiers = { region, identities, tokens: tokenVerifier(endpoint) }
  const enforcing = iam ? identities : undefined
  const begin = (
    api: ServedApi,
    caller: Caller,
    more: Pick<Execution, 'headers' | 'variables'> & Partial<Execution>,
  ): Execution => newExecution({ api: api.configuration, caller, dataSources, identities: enforcing, log, ...more })
  const subscriptions = createSubscriptions((api, { caller, request, field }, value) =>
    executeDelivery(
      api,
      request,
      field,
      value,
      begin(api, caller, { headers: {}, variables: request.variables, delivering: true }),
    ),
  )
  const find = async (apiId: string): Promise<ServedApi> => {
    const api = await directory.find(apiId)
    if (!api) throw new RequestRefused(404, 'NotFoundException', `There is no GraphQL API ${apiId} with a schema.`)
    return api
  }
  return {
    async answer(apiId, request) {
      const api = await find(apiId)
      const caller = await authenticate(api.configuration, request, verifiers)
      const body = parseRequest(request.body)
      const execution = begin(api, caller, { headers: visibleHeaders(request), variables: body.variables })
      const { answer, publications } = await executeRequest(api, body, execution)
      for (const publication of publications) {
        subscriptions
          .publish(api, publication)
          .catch((error: Error) => log(`a subscriber could not be notified: ${error.message}`))
      }
      return { answer, headers: execution.responseHeaders }
    },
    async authorize(apiId, request) {
      await authenticate((await find(apiId)).configuration, request, verifiers)
    },
    async subscribe(apiId, request, send) {
      const api = await find(apiId)
      const caller = await authenticate(api.configuration, request, verifiers)
      const body = parseRequest(request.body)
      let filter: SubscriptionFilter | undefined
      const execution = begin(api, caller, {
        headers: visibleHeaders(request),
        variables: body.variables,
        setSubscriptionFilter: (value) => {
          filter = value as SubscriptionFilter
        },
      })
      const opened = await openSubscription(api, body, execution)
      const subscription: Subscription = { apiId, request: body, caller, filter, send, ...opened }
      subscriptions.add(subscription)
      return () => subscriptions.remove(subscription)
    },
    close: () => dataSources.close(),
  }
}

function newExecution(
  given: Partial<Execution> &
    Pick<Execution, 'api' | 'caller' | 'headers' | 'variables' | 'identities' | 'log'> & {
      dataSources: AppSyncDataSources
    },
): Execution {
  return {
    batches: batchesOf(given.dataSources),
    appended: [],
    responseHeaders: new Map(),
    delivering: false,
    setSubscriptionFilter: () => undefined,
    ...given,
  }
}

/** @throws RequestRefused 400 when the body is not a GraphQL request */
function parseRequest(body: string): GraphQLRequest {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new RequestRefused(400, 'MalformedHttpRequestException', 'Invalid JSON payload in POST request.')
  }
  const { query, variables, operationName } = (value ?? {}) as Record<string, unknown>
  const levels = levelsOf(variables, requestLimits.variableLevels)
  if (levels > requestLimits.variableLevels)
    throw new RequestRefused(
      400,
      'MalformedHttpRequestException',
      `The variables have ${levels} levels; the local AWS accepts at most ${requestLimits.variableLevels}.`,
    )
  if (typeof query !== 'string')
    throw new RequestRefused(400, 'MalformedHttpRequestException', 'Unable to parse GraphQL query.')
  return {
    query,
    variables: typeof variables === 'object' && variables !== null ? (variables as Record<string, unknown>) : {},
    operationName: typeof operationName === 'string' && operationName !== '' ? operationName : undefined,
  }
}

/**
 * Templates see all headers except cookies. A repeated header is a list (context reference, "Access request headers").
 */
function visibleHeaders({ headers, repeated }: SignedRequest): Readonly<Record<string, unknown>> {
  const { cookie: _, ...shown } = { ...headers, ...repeated }
  return shown
}
