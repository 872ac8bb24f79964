import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto'
import type { AuthorizationMode } from '../../../aws/appsync/api.ts'
import { unauthorizedRequest } from '../request-refused.ts'

export type Claims = Readonly<Record<string, unknown>>
export type PoolMode = Extract<AuthorizationMode, { kind: 'AMAZON_COGNITO_USER_POOLS' }>

/** Verifies tokens of user pools against the keys that each pool publishes. */
export interface TokenVerifier {
  /** @throws RequestRefused 401 when the token is not a valid one of the pool */
  verify(token: string, pool: PoolMode): Promise<Claims>
}

/** @param endpoint the emulator, which publishes the keys at `/<pool>/.well-known/jwks.json` */
export function tokenVerifier(endpoint: string): TokenVerifier {
  const keys = new Map<string, KeyObject>()
  const keyOf = async (pool: string, id: string): Promise<KeyObject> => {
    const known = keys.get(`${pool} ${id}`)
    if (known) return known
    for (const key of await readKeys(endpoint, pool)) {
      keys.set(`${pool} ${key.kid}`, createPublicKey({ key, format: 'jwk' }))
    }
    const found = keys.get(`${pool} ${id}`)
    if (!found) throw unauthorizedRequest('Invalid JWT: its key is not one of the user pool.')
    return found
  }
  return {
    async verify(token, pool) {
      const { header, claims, signed, signature } = parseToken(token)
      if (header.alg !== 'RS256') throw unauthorizedRequest('Invalid JWT: the algorithm has to be RS256.')
      if (claims.iss !== issuerOf(pool)) throw unauthorizedRequest('Invalid JWT: it is from another issuer.')
      const key = await keyOf(pool.pool, String(header.kid))
      if (!verify('RSA-SHA256', Buffer.from(signed), key, signature)) {
        throw unauthorizedRequest('Invalid JWT: the signature is wrong.')
      }
      checkClaims(claims, pool)
      return claims
    },
  }
}

/** The issuer that a pool writes into its tokens. */
export function issuerOf(pool: PoolMode): string {
  return `https://cognito-idp.${pool.region}.amazonaws.com/${pool.pool}`
}

function checkClaims(claims: Claims, pool: PoolMode): void {
  if (typeof claims.exp !== 'number' || claims.exp * 1000 <= Date.now()) throw unauthorizedRequest('Token has expired.')
  if (claims.token_use !== 'id' && claims.token_use !== 'access') {
    throw unauthorizedRequest('Invalid JWT: neither an identity token nor an access token.')
  }
  const client = String(claims.token_use === 'id' ? claims.aud : claims.client_id)
  if (pool.clientPattern && !new RegExp(`^(?:${pool.clientPattern})$`).test(client)) {
    throw unauthorizedRequest('Invalid JWT: the app client is not accepted.')
  }
}

function parseToken(token: string) {
  const [header = '', payload = '', signature = '', ...rest] = token.split('.')
  if (signature === '' || rest.length > 0) throw unauthorizedRequest('Unable to parse JWT token.')
  return {
    header: decode(header),
    claims: decode(payload),
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  }
}

function decode(part: string): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    if (typeof value === 'object' && value !== null) return value as Claims
  } catch {
    // Said below, in AppSync's words.
  }
  throw unauthorizedRequest('Unable to parse JWT token.')
}

async function readKeys(endpoint: string, pool: string): Promise<readonly (JsonWebKey & { kid?: string })[]> {
  const answer = await fetch(`${endpoint}/${encodeURIComponent(pool)}/.well-known/jwks.json`)
  if (!answer.ok) throw unauthorizedRequest(`Invalid JWT: the user pool ${pool} publishes no keys.`)
  const { keys } = (await answer.json()) as { keys?: (JsonWebKey & { kid?: string })[] }
  return keys ?? []
}
