import type { ClientConfiguration } from '../client-configuration.ts'

/** The credentials of a session as STS gives them. */
export interface Session {
  readonly AccessKeyId?: string | undefined
  readonly SecretAccessKey?: string | undefined
  readonly SessionToken?: string | undefined
  readonly Expiration?: Date | undefined
}

/** A role, and how the token service that lets it be assumed is reached. */
export interface Role {
  readonly region: string
  /** ARN of the role. */
  readonly role: string
  /** How the token service is reached. Default: directly. */
  readonly requestHandler?: ClientConfiguration['requestHandler']
}
