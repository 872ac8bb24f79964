import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A stand-in for the runner's token service (GitHub Docs, "OpenID Connect reference"). */
export interface TokenService {
  /** Variables that a job with `id-token: write` has. */
  readonly environment: {
    readonly ACTIONS_ID_TOKEN_REQUEST_URL: string
    readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string
  }
  /** Claim `sub` of the tokens that are given from now on. */
  subject: string
  /** What they are signed with: the local AWS takes those that somebody signed who knows its secret access key. */
  secret: string
  /** Every token that was given, in order. */
  readonly tokens: readonly string[]
  readonly audiences: readonly string[]
  stop(): Promise<void>
}

const issuer = 'https://token.actions.githubusercontent.com'
/** Looks different in each of its spellings, so that a search for them means something. */
const bearer = 'bearer+of/the+token=service?4711=='

/**
 * @param statuses what the first requests are answered with instead of a token
 * @param secret secret access key of the local AWS that the tokens are for
 */
export async function startTokenService(
  subject: string,
  { statuses = [], secret = 'none' }: { readonly statuses?: readonly number[]; readonly secret?: string } = {},
): Promise<TokenService> {
  const tokens: string[] = []
  const audiences: string[] = []
  const refusals = [...statuses]
  const server = createServer(({ url, headers }, response) => {
    const { searchParams } = new URL(url!, 'http://localhost')
    const audience = searchParams.get('audience')
    const known = headers.authorization === `Bearer ${bearer}` && searchParams.get('api-version') === '2.0'
    const refusal = known && audience !== null ? refusals.shift() : 403
    if (refusal !== undefined) {
      response.writeHead(refusal).end('{}')
      return
    }
    audiences.push(audience!)
    const claims = { iss: issuer, sub: service.subject, aud: audience, jti: `canary-${tokens.length}` }
    tokens.push(tokenOf(claims, service.secret))
    response.end(JSON.stringify({ value: tokens.at(-1), count: 1 }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const service: TokenService = {
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    },
    subject,
    secret,
    tokens,
    audiences,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return service
}

function tokenOf(claims: object, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const iat = Math.floor(Date.now() / 1000)
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, iat, exp: iat + 300 })}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}
