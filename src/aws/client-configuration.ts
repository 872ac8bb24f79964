import type { Agent } from 'node:http'
import type { S3ClientConfig } from '@aws-sdk/client-s3'

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
