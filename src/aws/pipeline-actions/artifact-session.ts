import type { AwsCredentials } from '../client-configuration.ts'
import type { ObjectPlace } from './source-object.ts'

/** Keys of a role that CodePipeline assumes itself. @throws Error named AccessDenied when the role does not trust it */
export type ServiceSession = (request: ServiceSessionRequest) => Promise<AwsCredentials>

export interface ServiceSessionRequest extends SessionLimits {
  readonly role: string
  /** ARN of the pipeline, or of what else the service works for. */
  readonly source: string
  /** Principal of the service; CodePipeline by default. */
  readonly service?: string
}

export interface SessionLimits {
  /** Limits the session to what this policy allows. */
  readonly policy?: object
  readonly seconds?: number
}

/** The artifacts that a job reads, and those that it makes. */
export interface JobObjects {
  readonly inputs: readonly ObjectPlace[]
  readonly outputs: readonly ObjectPlace[]
}

/** How long the keys of a job count (recorded: about a quarter of an hour). */
const sessionSeconds = 900

/** What limits a session to the objects of one job (recorded). */
export function jobLimits({ inputs, outputs }: JobObjects): SessionLimits {
  const statement = (Action: readonly string[], objects: readonly ObjectPlace[]) =>
    objects.length === 0 ? [] : [{ Effect: 'Allow', Action, Resource: objects.map(arnOf) }]
  const reads = statement(['s3:GetObject', 's3:GetObjectVersion'], inputs)
  const allowed = [...reads, ...statement(['s3:PutObject'], outputs)]
  const keys = { Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*' }
  const nothing = { Effect: 'Deny', Action: '*', Resource: '*' }
  const policy = { Version: '2012-10-17', Statement: allowed.length === 0 ? [nothing] : [...allowed, keys] }
  return { policy, seconds: sessionSeconds }
}

function arnOf({ bucket, key }: ObjectPlace): string {
  return `arn:aws:s3:::${bucket}/${key}`
}
