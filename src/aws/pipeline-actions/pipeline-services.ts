import '../sdk-support-warning.ts'
import type { AwsCredentials, ClientConfiguration, Configure } from '../client-configuration.ts'
import { type JobObjects, jobLimits, type ServiceSession, type SessionLimits } from './artifact-session.ts'
import { publishMessage, type TopicMessage } from './publish-message.ts'
import { copySource, newestVersion, type ObjectPlace } from './source-object.ts'

/** What the actions of a pipeline reach, each as the role that it runs as. */
export interface PipelineServices {
  /** How clients reach the emulator: as the role of the action, or as the account, where a role needs no right. */
  configure(identity: ActionIdentity, as?: 'role' | 'account'): Configure
  /** Forgets all sessions: the emulator was emptied, and does not know them any more. */
  forget(): void
  /** The keys that an action works with. */
  credentials(identity: ActionIdentity): Promise<AwsCredentials>
  /** Keys of the role that an action works as, limited to the objects of one job. */
  artifactCredentials(identity: ActionIdentity, objects: JobObjects): Promise<AwsCredentials>
  copySource(identity: ActionIdentity, ...request: Tail<Parameters<typeof copySource>>): ReturnType<typeof copySource>
  /** The newest version of an object; undefined when it is absent. */
  newestVersion(identity: ActionIdentity, place: ObjectPlace): Promise<string | undefined>
  /** Invokes a function, and does not wait for it. */
  invokeFunction(identity: ActionIdentity, name: string, payload: object): Promise<void>
  publishMessage(identity: ActionIdentity, message: TopicMessage): Promise<void>
}

type Tail<T extends readonly unknown[]> = T extends readonly [unknown, ...infer R] ? R : never

/** The account and the region in which an action works, and its role. */
export interface ActionIdentity {
  readonly account: string
  readonly region: string
  readonly role: string
  /** The role of the pipeline, which assumes a role of the action's own. */
  readonly through?: string
  /** ARN of the pipeline, for which the service assumes its role. */
  readonly source?: string
  /** The service that assumes the role; CodePipeline by default. */
  readonly service?: string
  /** What the role is assumed for, such as the id of an action's execution: each gets sessions of its own. */
  readonly purpose?: string
}

export interface PipelineServicesOptions {
  /** Assumes the role of a pipeline as CodePipeline does. */
  readonly serviceSession: ServiceSession
  readonly endpoint: string
  /** Secret access key of every account. */
  readonly secretAccessKey: string
  /** Use the roles, so that a missing permission shows. Otherwise, the account's own key is used. */
  readonly roles: boolean
}

/** Name of the sessions of a role that works for a pipeline. */
export const sessionName = 'pipeline-action'

/** Sessions that are kept at once; the oldest one is forgotten. */
const mostSessions = 200

/** Reaches the emulator. A session of a role is kept until it nearly ends. */
export function pipelineServices(options: PipelineServicesOptions): PipelineServices {
  let sessions = new Map<string, Promise<AwsCredentials>>()
  const own = async ({ account }: ActionIdentity) => ({
    accessKeyId: account,
    secretAccessKey: options.secretAccessKey,
  })
  const credentials = async (identity: ActionIdentity): Promise<AwsCredentials> => {
    if (!options.roles) return await own(identity)
    const { role, through = role, source = '', service = '', purpose = '' } = identity
    const key = `${role} ${through} ${source} ${service} ${purpose}`
    const known = await sessions.get(key)?.catch(() => undefined)
    if (known?.expiration !== undefined && known.expiration.getTime() - Date.now() > 60_000) return known
    const session = roleSession(options, identity)
    if (sessions.size >= mostSessions) sessions.delete([...sessions.keys()][0]!)
    sessions.set(key, session)
    return await session
  }
  const configure =
    (identity: ActionIdentity, as: 'role' | 'account' = 'role'): Configure =>
    async () => ({
      endpoint: options.endpoint,
      region: identity.region,
      credentials: () => (as === 'role' ? credentials(identity) : own(identity)),
    })
  return {
    configure,
    forget: () => {
      sessions = new Map()
    },
    credentials,
    artifactCredentials: (identity, objects) => roleSession(options, identity, jobLimits(objects)),
    copySource: (identity, ...request) => copySource(configure(identity), ...request),
    publishMessage: (identity, message) => publishMessage(configure(identity), message),
    newestVersion: (identity, place) => newestVersion(configure(identity), place),
    invokeFunction: async (identity, name, payload) => {
      const { InvokeCommand, LambdaClient } = await import('../sdk/lambda.ts')
      const client = new LambdaClient({ ...(await configure(identity)()), maxAttempts: 2 })
      try {
        const Payload = Buffer.from(JSON.stringify(payload))
        await client.send(new InvokeCommand({ FunctionName: name, InvocationType: 'Event', Payload }))
      } finally {
        client.destroy()
      }
    },
  }
}

/**
 * The service assumes the role of the pipeline, and that role assumes one of the action's own.
 * @param limits of the last of these sessions
 */
async function roleSession(
  options: PipelineServicesOptions,
  identity: ActionIdentity,
  limits: SessionLimits = {},
): Promise<AwsCredentials> {
  const { endpoint, serviceSession } = options
  const { role, through = role, source = '', service, region } = identity
  const asked = { role: through, source, ...(service !== undefined && { service }) }
  if (role === through) return await serviceSession({ ...asked, ...limits })
  const session = await serviceSession(asked)
  return await assumeRole({ endpoint, region, credentials: async () => session }, role, limits)
}

async function assumeRole(
  configuration: ClientConfiguration,
  role: string,
  { policy, seconds }: SessionLimits,
): Promise<AwsCredentials> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient(configuration)
  try {
    const command = new AssumeRoleCommand({
      RoleArn: role,
      RoleSessionName: sessionName,
      ...(policy !== undefined && { Policy: JSON.stringify(policy) }),
      ...(seconds !== undefined && { DurationSeconds: seconds }),
    })
    const { Credentials: given } = await client.send(command)
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
      ...(given?.Expiration && { expiration: given.Expiration }),
    }
  } finally {
    client.destroy()
  }
}
