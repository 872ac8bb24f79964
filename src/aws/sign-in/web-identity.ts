import { StageError } from '../../core/run/stage-error.ts'
import { patience } from '../client-configuration.ts'
import { callOf } from '../service-errors.ts'
import type { Role, Session } from './session.ts'

/** Proves the identity of this run with short-lived tokens (OpenID Connect), as the runner of a job does. */
export interface WebIdentity {
  /** A new token for the audience `sts.amazonaws.com`, valid for one exchange. */
  token(): Promise<string>
  /** Part of the ARN of the session, which identifies the run in CloudTrail: 2 to 64 characters of `[\w+=,.@-]`. */
  readonly sessionName: string
}

/**
 * Exchanges a new token for a session of the role. A token that expired on the way is replaced once. The call carries
 * no signature: the token itself is the proof (STS API reference, `AssumeRoleWithWebIdentity`).
 * @throws StageError `access-denied` or `credentials-invalid` with what to change
 */
export async function assumeByWebIdentity(by: Role, identity: WebIdentity): Promise<Session> {
  try {
    return await exchange(by, identity)
  } catch (error) {
    if (!isExpired(error)) throw error
    return await exchange(by, identity)
  }
}

async function exchange({ region, role, requestHandler = patience }: Role, identity: WebIdentity): Promise<Session> {
  const token = await identity.token()
  const { AssumeRoleWithWebIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient({ region, requestHandler })
  try {
    const command = new AssumeRoleWithWebIdentityCommand({
      RoleArn: role,
      RoleSessionName: identity.sessionName,
      WebIdentityToken: token,
    })
    const answer = await callOf(`STS AssumeRoleWithWebIdentity of ${role}`, () => client.send(command))
    return answer.Credentials ?? {}
  } catch (error) {
    throw explained(error, token)
  } finally {
    client.destroy()
  }
}

/** Messages of STS about a token name neither its subject nor the setting to change. */
function explained(error: unknown, token: string): unknown {
  if (!(error instanceof StageError)) return error
  const who = subjectOf(token)
  const subject = who === undefined ? 'the subject of this job' : `"${who}"`
  if (error.reason === 'access-denied')
    return new StageError('access-denied', error.message, {
      hint: `let the role's trust policy accept the subject ${subject} and the audience sts.amazonaws.com`,
      cause: error.cause,
    })
  if (codeOf(error).startsWith('InvalidIdentityToken'))
    return new StageError('credentials-invalid', error.message, {
      hint: 'make an OpenID Connect provider for the issuer of the token in the account of the role (IAM, Identity providers)',
      cause: error.cause,
    })
  if (isExpired(error))
    return new StageError('credentials-invalid', error.message, {
      hint: 'check the clock of the runner, then run again: two tokens in a row had ended when they arrived',
      cause: error.cause,
    })
  return error
}

const isExpired = (error: unknown) => codeOf(error).startsWith('ExpiredToken')

/** The service's code, which `callOf` stores as the name of the cause. */
function codeOf(error: unknown): string {
  return error instanceof StageError ? ((error.cause as Error | undefined)?.name ?? '') : ''
}

/** The claim `sub` of a JSON Web Token, which is not secret. Undefined if the text is not such a token. */
function subjectOf(token: string): string | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const { sub } = payload as { sub?: unknown }
    return typeof sub === 'string' ? sub : undefined
  } catch {
    return undefined
  }
}
