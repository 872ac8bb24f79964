import type { Agent } from 'node:http'
import type { S3ClientConfig } from '@aws-sdk/client-s3'
import type { AwsAccount } from '../core/ports/aws.ts'

type Logger = NonNullable<S3ClientConfig['logger']>

/** Sends requests through a proxy. */
export interface ProxyAgents {
  readonly httpAgent: Agent
  readonly httpsAgent: Agent
}

/** Access keys, with the time when they expire. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/**
 * The settings of every client of the SDK. Without an endpoint here, the SDK follows `AWS_ENDPOINT_URL` and
 * `AWS_ENDPOINT_URL_<SERVICE>`.
 */
export interface ClientConfiguration {
  readonly region: string
  readonly endpoint?: string
  /** Undefined for the SDK's default chain. */
  readonly credentials?: () => Promise<AwsCredentials>
  /** Timeouts in milliseconds (see `patience`), or the way through a proxy. */
  readonly requestHandler?: {
    readonly connectionTimeout: number
    readonly socketTimeout: number
  } & Partial<ProxyAgents>
  readonly logger?: Logger
}

/** Time limits for a service that accepts a connection and then stays silent. The SDK itself would wait for ever. */
export const patience = { connectionTimeout: 5_000, socketTimeout: 15_000 } as const

/**
 * A logger that drops all messages of the SDK. It has no `info` on purpose: for `info`, the SDK would copy each request
 * and answer without its secrets, which takes longer than signing.
 */
export const silent = { trace() {}, debug() {}, warn() {}, error() {} } as unknown as Logger

/** Decides region and credentials on first use. Later calls give the same answer. */
export type Configure = () => Promise<ClientConfiguration>

/** By the objects of an account, because an account is copied when it gets a console page. */
const configurations = new WeakMap<object, Configure>()

/** Lets services that only one command needs make clients for this account, without being loaded for every stage. */
export function keepConfiguration<A extends Pick<AwsAccount, 'objects'>>(account: A, configure: Configure): A {
  configurations.set(account.objects, configure)
  return account
}

/**
 * The configuration of an account that was made by `awsFromEnvironment` or `awsAtEndpoint`.
 * @throws Error for another one
 */
export function configurationOf({ objects }: Pick<AwsAccount, 'objects'>): Configure {
  const configure = configurations.get(objects)
  if (configure === undefined) throw new Error('this account has no configuration')
  return configure
}
