import '../sdk-support-warning.ts'
import type {
  AdditionalAuthenticationProvider,
  AppSyncClient,
  FunctionConfiguration,
  GraphqlApi,
  DataSource as SdkDataSource,
  Resolver as SdkResolver,
} from '@aws-sdk/client-appsync'
import { type LiteralForm, withoutLiterals } from '../../core/text/literals.ts'
import type { ClientConfiguration } from '../client-configuration.ts'
import { callOf, serviceCode, serviceFailure } from '../service-errors.ts'
import type { ApiConfiguration, AuthorizationMode, DataSource, Handlers, Resolver, ResolverStep } from './api.ts'

/**
 * Reads everything that is needed to serve an API. Undefined when the account has no such API, or the API has no schema
 * yet.
 */
export async function readAppSyncConfiguration(
  configuration: ClientConfiguration,
  apiId: string,
  account: string,
): Promise<ApiConfiguration | undefined> {
  const sdk = await import('../sdk/appsync.ts')
  const client = new sdk.AppSyncClient(configuration)
  try {
    const api = await absentAsUndefined(() => client.send(new sdk.GetGraphqlApiCommand({ apiId })))
    if (!api?.graphqlApi) return undefined
    const schema = await absentAsUndefined(() =>
      client.send(new sdk.GetIntrospectionSchemaCommand({ apiId, format: 'SDL' })),
    )
    if (!schema?.schema) return undefined
    const text = new TextDecoder().decode(schema.schema)
    const [keys, sources, functions, resolvers] = await Promise.all([
      pages(async (nextToken) => {
        const page = await client.send(new sdk.ListApiKeysCommand({ apiId, nextToken }))
        return { items: page.apiKeys, nextToken: page.nextToken }
      }),
      pages(async (nextToken) => {
        const page = await client.send(new sdk.ListDataSourcesCommand({ apiId, nextToken }))
        return { items: page.dataSources, nextToken: page.nextToken }
      }),
      pages(async (nextToken) => {
        const page = await client.send(new sdk.ListFunctionsCommand({ apiId, nextToken }))
        return { items: page.functions, nextToken: page.nextToken }
      }),
      resolversOf(sdk, client, apiId, objectTypes(text)),
    ])
    const steps = new Map(functions.map((item) => [item.functionId ?? '', stepOf(item)]))
    return {
      id: apiId,
      arn: api.graphqlApi.arn ?? '',
      account,
      schema: text,
      introspection: api.graphqlApi.introspectionConfig !== 'DISABLED',
      modes: modesOf(api.graphqlApi),
      keys: new Map(keys.map((key) => [key.id ?? '', key.expires ?? 0])),
      dataSources: new Map(sources.map((source) => [source.name ?? '', dataSourceOf(source)])),
      resolvers: new Map(resolvers.map((item) => [`${item.typeName}.${item.fieldName}`, resolverOf(item, steps)])),
    }
  } finally {
    client.destroy()
  }
}

async function absentAsUndefined<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (['NotFoundException', 'GraphQLSchemaException'].includes(serviceCode(error) ?? '')) return undefined
    throw serviceFailure(error, 'AppSync, reading the API')
  }
}

type Page<T> = { readonly items: readonly T[] | undefined; readonly nextToken: string | undefined }

async function pages<T>(read: (nextToken: string | undefined) => Promise<Page<T>>): Promise<readonly T[]> {
  const all: T[] = []
  let nextToken: string | undefined
  do {
    const page = await callOf('AppSync, reading the API', () => read(nextToken))
    all.push(...(page.items ?? []))
    nextToken = page.nextToken
  } while (nextToken)
  return all
}

async function resolversOf(
  sdk: typeof import('../sdk/appsync.ts'),
  client: AppSyncClient,
  apiId: string,
  types: readonly string[],
): Promise<readonly SdkResolver[]> {
  const lists = types.map((typeName) =>
    pages(async (nextToken) => {
      const page = await client.send(new sdk.ListResolversCommand({ apiId, typeName, nextToken }))
      return { items: page.resolvers, nextToken: page.nextToken }
    }),
  )
  return (await Promise.all(lists)).flat()
}

const textsAndComments: readonly LiteralForm[] = [
  { open: '"""', close: '"""' },
  { open: '"', close: '"', escapes: true, oneLine: true },
  { open: '#', close: 'line' },
]

/**
 * The names of the object types; only object types can have resolvers. A pattern finds them, because this layer does
 * not parse GraphQL.
 */
export function objectTypes(schema: string): readonly string[] {
  const bare = withoutLiterals(schema, textsAndComments)
  return [...new Set([...bare.matchAll(/\btype\s+([A-Za-z_]\w*)\b(?!\s*:)/g)].map((found) => found[1] ?? ''))]
}

function modesOf(api: GraphqlApi): readonly [AuthorizationMode, ...AuthorizationMode[]] {
  const more = (api.additionalAuthenticationProviders ?? []).map((provider) => modeOf(provider, 'ALLOW'))
  return [modeOf(api, api.userPoolConfig?.defaultAction === 'DENY' ? 'DENY' : 'ALLOW'), ...more]
}

function modeOf(
  provider: GraphqlApi | AdditionalAuthenticationProvider,
  defaultAction: 'ALLOW' | 'DENY',
): AuthorizationMode {
  const kind = provider.authenticationType
  if (kind === 'API_KEY' || kind === 'AWS_IAM') return { kind }
  const pool = provider.userPoolConfig
  if (kind !== 'AMAZON_COGNITO_USER_POOLS' || !pool) return { kind: 'unsupported', name: kind ?? 'unknown' }
  return {
    kind,
    pool: pool.userPoolId ?? '',
    region: pool.awsRegion ?? '',
    clientPattern: pool.appIdClientRegex,
    defaultAction,
  }
}

function dataSourceOf(source: SdkDataSource): DataSource {
  const http = source.httpConfig
  const iam = http?.authorizationConfig?.awsIamConfig
  return {
    name: source.name ?? '',
    type: source.type ?? 'NONE',
    roleArn: source.serviceRoleArn,
    table: source.dynamodbConfig?.tableName,
    functionArn: source.lambdaConfig?.lambdaFunctionArn,
    busArn: source.eventBridgeConfig?.eventBusArn,
    endpoint: http?.endpoint,
    signing: iam && { region: iam.signingRegion ?? '', service: iam.signingServiceName ?? '' },
  }
}

function handlersOf(item: FunctionConfiguration | SdkResolver): Handlers {
  if (item.runtime?.name === 'APPSYNC_JS') return { kind: 'javascript', code: item.code ?? '' }
  return {
    kind: 'templates',
    request: item.requestMappingTemplate || undefined,
    response: item.responseMappingTemplate || undefined,
  }
}

function stepOf(item: FunctionConfiguration): ResolverStep {
  return { name: item.name ?? '', dataSource: item.dataSourceName ?? '', handlers: handlersOf(item) }
}

function resolverOf(item: SdkResolver, functions: ReadonlyMap<string, ResolverStep>): Resolver {
  const type = item.typeName ?? ''
  const field = item.fieldName ?? ''
  if (item.kind !== 'PIPELINE') {
    const name = `${type}.${field}`
    return {
      type,
      field,
      around: undefined,
      steps: [{ name, dataSource: item.dataSourceName ?? '', handlers: handlersOf(item) }],
    }
  }
  const steps = (item.pipelineConfig?.functions ?? []).map((id) => {
    const step = functions.get(id.split('/').at(-1) ?? id)
    return (
      step ?? {
        name: id,
        dataSource: '',
        handlers: { kind: 'templates' as const, request: undefined, response: undefined },
      }
    )
  })
  return { type, field, steps, around: handlersOf(item) }
}
