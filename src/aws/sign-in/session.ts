import type { ClientConfiguration } from '../client-configuration.ts'

/** The credentials of a session from STS. */
export interface Session {
  readonly AccessKeyId?: string | undefined
  readonly SecretAccessKey?: string | undefined
  readonly SessionToken?: string | undefined
  readonly Expiration?: Date | undefined
}

/** A role, and how to reach the token service that issues its sessions. */
export interface Role {
  readonly region: string
  /** ARN of the role. */
  readonly role: string
  /** How the token service is reached. Default: directly. */
  readonly requestHandler?: ClientConfiguration['requestHandler']
  /** Address of the token service. Default: that of the environment, else the one of AWS. */
  readonly endpoint?: string | undefined
}
