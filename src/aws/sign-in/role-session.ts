import { defined } from '../../core/run/defined.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { type AwsCredentials, type ClientConfiguration, patience } from '../client-configuration.ts'
import { callOf } from '../service-errors.ts'
import type { Role, Session } from './session.ts'
import { assumeByWebIdentity, type WebIdentity } from './web-identity.ts'

/** A role, and the identity that assumes it. */
export interface RoleOptions extends Role {
  /** Assumes the role with a token. Without it, the credentials of the default chain assume the role. */
  readonly webIdentity?: WebIdentity | undefined
  /** The credentials that assume the role. Default: those of the default chain. */
  readonly credentials?: ClientConfiguration['credentials']
  /** Receives every secret of a session before anything else can use it. */
  readonly onSecret?: ((value: string) => void) | undefined
  /** The next step for a run with neither a proven identity nor credentials in the default chain. */
  readonly identityHint?: string | undefined
}

/** A session is renewed this long before it expires, as the SDK does with its own sessions. */
const renewalMilliseconds = 5 * 60_000

/** Keeps one session for all clients of a target, and renews it before it expires. */
export function sessionOf(options: RoleOptions): () => Promise<AwsCredentials> {
  let session: Promise<AwsCredentials & { expiration: Date }> | undefined
  return async () => {
    const current = await session?.catch(() => undefined)
    if (current && current.expiration.getTime() - Date.now() > renewalMilliseconds) return current
    session = assume(options)
    return session
  }
}

async function assume(options: RoleOptions) {
  const { role, webIdentity, onSecret } = options
  const given =
    webIdentity === undefined ? await assumeByDefaultChain(options) : await assumeByWebIdentity(options, webIdentity)
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw new StageError('service-refused', `STS gave no credentials for role ${role}`)
  for (const secret of [SecretAccessKey, SessionToken]) onSecret?.(secret)
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  }
}

async function assumeByDefaultChain(options: RoleOptions): Promise<Session> {
  const { region, role, requestHandler = patience, credentials, endpoint, identityHint: hint } = options
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient({ region, requestHandler, ...defined({ credentials, endpoint }) })
  try {
    const command = new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'liftlock' })
    return (await callOf(`STS AssumeRole of ${role}`, () => client.send(command))).Credentials ?? {}
  } catch (error) {
    if (hint === undefined || !(error instanceof StageError) || error.reason !== 'credentials-missing') throw error
    throw new StageError('credentials-missing', error.message, { hint, cause: error.cause })
  } finally {
    client.destroy()
  }
}
