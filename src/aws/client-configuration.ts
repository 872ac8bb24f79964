import type { Agent } from 'node:http'
import type { S3ClientConfig } from '@aws-sdk/client-s3'

type Logger = NonNullable<S3ClientConfig['logger']>

/** What takes requests through a proxy. */
export interface ProxyAgents {
  readonly httpAgent: Agent
  readonly httpsAgent: Agent
}

/** Access keys, with the time at which they end. */
export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}

/**
 * What every client of the SDK is made with. The endpoint is left out where the SDK finds it by itself:
 * it follows `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_<SERVICE>`.
 */
export interface ClientConfiguration {
  readonly region: string
  readonly endpoint?: string
  /** Left out for the SDK's default chain. */
  readonly credentials?: () => Promise<AwsCredentials>
  /** Milliseconds, see `patience`; and the way through a proxy. */
  readonly requestHandler?: {
    readonly connectionTimeout: number
    readonly socketTimeout: number
  } & Partial<ProxyAgents>
  readonly logger?: Logger
}

/** A service that takes the connection and then stays silent is given up; without this the SDK waits for ever. */
export const patience = { connectionTimeout: 5_000, socketTimeout: 15_000 } as const

/**
 * Takes what the SDK says about its calls, and tells nobody. It has no `info`: for that, the SDK would prepare a copy of each request and answer
 * without the fields that hold secrets, which takes longer than signing does.
 */
export const silent = { trace() {}, debug() {}, warn() {}, error() {} } as unknown as Logger

/** Decides region and credentials on first use, and gives the same answer afterwards. */
export type Configure = () => Promise<ClientConfiguration>
