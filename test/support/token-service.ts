import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A stand-in for the runner's token service (GitHub Docs, "OpenID Connect reference"). */
export interface TokenService {
  /** Variables that a job with `id-token: write` has. */
  readonly environment: Readonly<Record<string, string>>
  /** Every token that was given, in order. */
  readonly tokens: readonly string[]
  readonly audiences: readonly (string | null)[]
  stop(): Promise<void>
}

const issuer = 'https://token.actions.githubusercontent.com'

/** @param statuses what the first requests are answered with instead of a token */
export async function startTokenService(subject: string, statuses: readonly number[] = []): Promise<TokenService> {
  const bearer = 'bearer-of-the-token-service-4711'
  const tokens: string[] = []
  const audiences: (string | null)[] = []
  const refusals = [...statuses]
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost')
    const refusal =
      authorised(request, bearer) && url.searchParams.get('api-version') === '2.0' ? refusals.shift() : 403
    if (refusal !== undefined) {
      response.writeHead(refusal).end('{}')
      return
    }
    audiences.push(url.searchParams.get('audience'))
    tokens.push(
      tokenOf({ iss: issuer, sub: subject, aud: url.searchParams.get('audience'), jti: `canary-${tokens.length}` }),
    )
    response.end(JSON.stringify({ value: tokens.at(-1), count: 1 }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    },
    tokens,
    audiences,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function authorised({ headers }: IncomingMessage, bearer: string): boolean {
  return headers.authorization === `Bearer ${bearer}`
}

function tokenOf(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${Buffer.from('no signature is checked').toString('base64url')}`
}
