import type { ServiceSession, ServiceSessionRequest } from '../../../aws/pipeline-actions/artifact-session.ts'
import { sessionName } from '../../../aws/pipeline-actions/pipeline-services.ts'
import { ServiceFault } from '../service-fault.ts'

/** The principal that a role of a pipeline trusts. */
const service = 'codepipeline.amazonaws.com'

/** Assumes roles as the service, by an address of the launcher. */
export function serviceSessions(options: { readonly endpoint: string; readonly token: string }): ServiceSession {
  const { endpoint, token } = options
  return async ({ role, source, policy, seconds }) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const asked = {
      roleArn: role,
      service,
      session: sessionName,
      sourceArn: source,
      ...(policy !== undefined && { policy }),
      ...(seconds !== undefined && { seconds }),
    }
    const url = `${endpoint}/_liftlock/service-session`
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(asked) })
    const given = (await answer.json()) as Readonly<Record<string, unknown>>
    if (!answer.ok) throw Object.assign(new Error(String(given.message)), { name: nameOf(answer.status) })
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = given
    return {
      accessKeyId: String(accessKeyId),
      secretAccessKey: String(secretAccessKey),
      sessionToken: String(sessionToken),
      expiration: new Date(Number(expiration)),
    }
  }
}

/** @throws ServiceFault InvalidStructure for a role that does not trust CodePipeline */
export async function refuseWithoutTrust(session: ServiceSession, request: ServiceSessionRequest): Promise<void> {
  try {
    await session({ ...request, seconds: 900 })
  } catch (error) {
    // A text that is no ARN of a role is a fault of the definition, which the admission names.
    if ((error as Error).name === malformed) return
    if ((error as Error).name !== denied) throw error
    throw new ServiceFault(
      'InvalidStructure',
      `CodePipeline is not authorized to perform AssumeRole on role ${request.role}`,
    )
  }
}

const denied = 'AccessDenied'
const malformed = 'ValidationError'

function nameOf(status: number): string {
  if (status === 403) return denied
  return status === 400 ? malformed : 'ServiceUnavailable'
}
