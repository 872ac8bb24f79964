import '../sdk-support-warning.ts'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import type { LambdaClient } from '@aws-sdk/client-lambda'
import type { Http } from '../../core/ports/http.ts'
import type { AwsCredentials, ClientConfiguration } from '../client-configuration.ts'
import type { DataSource } from './api.ts'
import { callDynamoDB } from './dynamodb.ts'
import { DataSourceFailure } from './failure.ts'
import { callHttp } from './http.ts'
import type { RequestDocument } from './request.ts'

/** Calls the services behind an API. Clients are made on first use, and shared by role. */
export interface AppSyncDataSources {
  /** @throws DataSourceFailure when the service refuses */
  invoke(account: string, source: DataSource, request: RequestDocument): Promise<unknown>
  close(): void
}

export interface DataSourceOptions {
  readonly endpoint: string
  readonly region: string
  /** The secret access key of every account. */
  readonly secretAccessKey: string
  /** Use the data source's own role, so that a missing permission shows. Otherwise, use the account's own key. */
  readonly roles: boolean
  /** How HTTP data sources are reached; directly by default. */
  readonly http?: Http | undefined
}

interface Clients {
  dynamoDB?: DynamoDBClient
  eventBridge?: EventBridgeClient
  lambda?: LambdaClient
  readonly configuration: ClientConfiguration
}

export function appSyncDataSources(options: DataSourceOptions): AppSyncDataSources {
  const byIdentity = new Map<string, Clients>()
  const clientsOf = (account: string, source: DataSource): Clients => {
    const role = options.roles ? source.roleArn : undefined
    const key = `${account} ${role ?? ''}`
    const known = byIdentity.get(key) ?? { configuration: configurationOf(options, account, role) }
    byIdentity.set(key, known)
    return known
  }
  return {
    async invoke(account, source, request) {
      const clients = clientsOf(account, source)
      if (options.roles && !source.roleArn && source.type !== 'NONE' && source.type !== 'HTTP') {
        throw new DataSourceFailure('AccessDenied', `the data source ${source.name} has no service role`)
      }
      switch (source.type) {
        case 'NONE':
          return request.payload ?? null
        case 'AMAZON_DYNAMODB':
          return callDynamoDB(await dynamoDB(clients), source.table ?? '', request)
        case 'AMAZON_EVENTBRIDGE':
          return putEvents(clients, source, request)
        case 'AWS_LAMBDA':
          return invokeFunction(clients, source, request)
        case 'HTTP':
          return callHttp(source, request, clients.configuration, options.http)
        default:
          throw new DataSourceFailure(
            'UnsupportedOperation',
            `data sources of type ${source.type} are not served locally`,
          )
      }
    },
    close() {
      for (const { dynamoDB: first, eventBridge, lambda } of byIdentity.values()) {
        first?.destroy()
        eventBridge?.destroy()
        lambda?.destroy()
      }
    },
  }
}

async function dynamoDB(clients: Clients): Promise<DynamoDBClient> {
  const { DynamoDBClient: Client } = await import('@aws-sdk/client-dynamodb')
  clients.dynamoDB ??= new Client({ ...clients.configuration, maxAttempts: 2 })
  return clients.dynamoDB
}

/** A partial failure does not throw; the answer counts it (EventBridge resolver reference). */
async function putEvents(clients: Clients, source: DataSource, request: RequestDocument): Promise<unknown> {
  const { EventBridgeClient: Client, PutEventsCommand } = await import('@aws-sdk/client-eventbridge')
  clients.eventBridge ??= new Client({ ...clients.configuration, maxAttempts: 2 })
  const events = request.events ?? []
  if (request.operation !== 'PutEvents' || events.length === 0 || events.length > 10) {
    throw new DataSourceFailure('MappingTemplate', 'EventBridge takes the operation PutEvents with 1 to 10 events.')
  }
  const Entries = events.map(({ source: from, detail, detailType, resources, time }) => ({
    EventBusName: source.busArn,
    Source: from,
    DetailType: detailType,
    Detail: typeof detail === 'string' ? detail : JSON.stringify(detail ?? {}),
    Resources: resources,
    Time: time ? new Date(time) : undefined,
  }))
  return translated('EventBridge', async () => {
    const answer = await clients.eventBridge?.send(new PutEventsCommand({ Entries }))
    return { Entries: answer?.Entries ?? [], FailedEntryCount: answer?.FailedEntryCount ?? 0 }
  })
}

async function invokeFunction(clients: Clients, source: DataSource, request: RequestDocument): Promise<unknown> {
  const { InvokeCommand, LambdaClient: Client } = await import('@aws-sdk/client-lambda')
  clients.lambda ??= new Client({ ...clients.configuration, maxAttempts: 1 })
  const InvocationType = request.invocationType === 'Event' ? 'Event' : 'RequestResponse'
  const Payload = Buffer.from(JSON.stringify(request.payload ?? null))
  const answer = await translated('Lambda', () =>
    (clients.lambda as LambdaClient).send(
      new InvokeCommand({ FunctionName: source.functionArn, InvocationType, Payload }),
    ),
  )
  const text = answer.Payload ? Buffer.from(answer.Payload).toString() : ''
  const value: unknown = text === '' ? null : JSON.parse(text)
  if (!answer.FunctionError) return value
  const { errorMessage } = (value ?? {}) as { errorMessage?: string }
  throw new DataSourceFailure(`Lambda:${answer.FunctionError}`, errorMessage ?? 'the function failed')
}

async function translated<T>(service: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw new DataSourceFailure(`${service}:${(error as Error).name}`, (error as Error).message)
  }
}

function configurationOf(
  { endpoint, region, secretAccessKey }: DataSourceOptions,
  account: string,
  role: string | undefined,
): ClientConfiguration {
  const own: AwsCredentials = { accessKeyId: account, secretAccessKey }
  if (!role) return { endpoint, region, credentials: async () => own }
  const base = { endpoint, region, credentials: async () => own }
  let session: Promise<AwsCredentials> | undefined
  const credentials = async () => {
    const current = await session?.catch(() => undefined)
    if (current?.expiration && current.expiration.getTime() - Date.now() > 60_000) return current
    session = assumeRole(base, role)
    return session
  }
  return { endpoint, region, credentials }
}

async function assumeRole(configuration: ClientConfiguration, role: string): Promise<AwsCredentials> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient(configuration)
  try {
    const { Credentials: given } = await client.send(
      new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'APPSYNC_ASSUME_ROLE' }),
    )
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
      ...(given?.Expiration ? { expiration: given.Expiration } : {}),
    }
  } catch (error) {
    throw new DataSourceFailure('AccessDenied', `the role ${role} cannot be assumed: ${(error as Error).message}`)
  } finally {
    client.destroy()
  }
}
