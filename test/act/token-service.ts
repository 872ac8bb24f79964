import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Stands in for the runner's token service: a token for each request that has the bearer and names an audience. */
export interface TokenService {
  /** What the runner gives to jobs with `id-token: write`. */
  readonly environment: Readonly<Record<string, string>>
  /** Every token that was given. */
  readonly given: readonly string[]
  close(): Promise<void>
}

const bearer = 'bearer-of-the-token-service-canary'

/** @param subject the claim `sub` of the tokens */
export async function startTokenService(subject: string): Promise<TokenService> {
  const given: string[] = []
  const server = createServer((request, response) => {
    const audience = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('audience')
    if (request.headers.authorization !== `Bearer ${bearer}` || audience === null) {
      response.writeHead(403).end()
      return
    }
    const value = tokenOf({
      iss: 'https://token.actions.githubusercontent.com',
      sub: subject,
      aud: audience,
      n: given.length,
    })
    given.push(value)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ value }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    environment: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    },
    given,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function tokenOf(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const seconds = Math.floor(Date.now() / 1000)
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ ...claims, iat: seconds, exp: seconds + 300 })}.c2lnbmF0dXJl`
}
