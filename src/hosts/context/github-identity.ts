import { setTimeout as sleep } from 'node:timers/promises'
import type { WebIdentity } from '../../aws/sign-in/web-identity.ts'
import { pauseAfter } from '../../core/pacing/back-off.ts'
import type { Http, HttpAnswer } from '../../core/ports/http.ts'
import { StageError } from '../../core/run/stage-error.ts'

/** The claim `aud` that AWS expects (IAM User Guide, "Create a role for OpenID Connect federation"). */
const audience = 'sts.amazonaws.com'
const tries = 4

/**
 * The identity of a job, from the token service of its runner. The service needs the permission `id-token: write`
 * (GitHub Docs, "OpenID Connect reference"); without it, the result is undefined. Each token is fetched when it is
 * needed.
 * @param onSecret called with each token, and with the bearer token of the service, before it is used
 * @param http reaches the service
 */
export function githubIdentity(
  environment: NodeJS.ProcessEnv,
  onSecret: (value: string) => void,
  http: Http,
): WebIdentity | undefined {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = environment
  if (!address || !bearer) return undefined
  onSecret(bearer)
  return {
    sessionName: sessionName(environment),
    async token() {
      const token = tokenIn(await ask(address, bearer, http))
      onSecret(token)
      return token
    },
  }
}

/** `liftlock-<run>-<attempt>`, so that CloudTrail leads back to the run. */
function sessionName({ GITHUB_RUN_ID: run, GITHUB_RUN_ATTEMPT: attempt }: NodeJS.ProcessEnv): string {
  return ['liftlock', run, attempt]
    .filter(Boolean)
    .join('-')
    .replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64)
}

/** Retries while the service is busy, because all jobs of the platform share it. */
async function ask(address: string, bearer: string, http: Http): Promise<HttpAnswer> {
  const url = new URL(address)
  url.searchParams.set('audience', audience)
  const request = { method: 'GET', url: url.href, headers: { authorization: `Bearer ${bearer}` } } as const
  for (let attempt = 1; ; attempt++) {
    const answer = await http.request({ ...request, timeoutMilliseconds: 10_000 })
    const busy = answer.status === 429 || answer.status >= 500
    if (!busy || attempt === tries) return answer
    await sleep(pauseAfter(attempt, { first: 500, longest: 2000, jitter: 0.5 }))
  }
}

/**
 * Requests one token.
 * @throws StageError `credentials-missing` when the service refuses, `service-unavailable` when it fails
 */
function tokenIn({ status, body }: HttpAnswer): string {
  const value = status === 200 ? valueIn(body) : undefined
  if (value !== undefined) return value
  if (status === 429 || status >= 500 || status === 200)
    throw new StageError('service-unavailable', `the token service of the runner gave no token (HTTP ${status})`, {
      hint: 'run the job again in a minute',
    })
  throw new StageError('credentials-missing', `the token service of the runner refused a token (HTTP ${status})`, {
    hint: `${permissionHint}; a token service is closed when its job ends`,
  })
}

/** The permissions to write into the workflow. */
export const permissionHint =
  'give the job "permissions: { contents: read, id-token: write }", and every job that calls its workflow the same'

function valueIn(body: string): string | undefined {
  try {
    const { value } = JSON.parse(body) as { value?: unknown }
    return typeof value === 'string' && value !== '' ? value : undefined
  } catch {
    return undefined
  }
}
