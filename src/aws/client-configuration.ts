import type { Agent } from 'node:http'

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
}

/** A service that takes the connection and then stays silent is given up; without this the SDK waits for ever. */
export const patience = { connectionTimeout: 5_000, socketTimeout: 15_000 } as const

/** Decides region and credentials on first use, and gives the same answer afterwards. */
export type Configure = () => Promise<ClientConfiguration>
