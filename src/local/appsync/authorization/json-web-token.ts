import { errors } from 'jose'
import { createRemoteJWKSet } from 'jose/jwks/remote'
import { decodeJwt } from 'jose/jwt/decode'
import { jwtVerify } from 'jose/jwt/verify'
import type { AuthorizationMode } from '../../../aws/appsync/api.ts'
import { unauthorizedRequest } from '../request-refused.ts'

export type Claims = Readonly<Record<string, unknown>>
export type PoolMode = Extract<AuthorizationMode, { kind: 'AMAZON_COGNITO_USER_POOLS' }>

/** Verifies tokens of user pools against the keys that each pool publishes. */
export interface TokenVerifier {
  /** @throws RequestRefused 401 unless the token is a valid token of the pool */
  verify(token: string, pool: PoolMode): Promise<Claims>
}

/** @param endpoint the emulator, which publishes the keys at `/<pool>/.well-known/jwks.json` */
export function tokenVerifier(endpoint: string): TokenVerifier {
  const keySets = new Map<string, PoolKeys>()
  const keysOf = (pool: string): PoolKeys => {
    const keys = keySets.get(pool) ?? readPoolKeys(endpoint, pool)
    keySets.set(pool, keys)
    return keys
  }
  return {
    async verify(token, pool) {
      try {
        // A token of another pool is refused before any keys are fetched.
        if (decodeJwt(token).iss !== issuerOf(pool))
          throw unauthorizedRequest('Invalid JWT: it is from another issuer.')
        const options = { algorithms: ['RS256'], issuer: issuerOf(pool), requiredClaims: ['exp'] }
        const { payload } = await jwtVerify(token, keysOf(pool.pool), options)
        checkClient(payload, pool)
        return payload
      } catch (error) {
        throw refusalOf(error, pool.pool)
      }
    },
  }
}

/** The issuer that a pool writes into its tokens. */
export function issuerOf(pool: PoolMode): string {
  return `https://cognito-idp.${pool.region}.amazonaws.com/${pool.pool}`
}

type PoolKeys = ReturnType<typeof createRemoteJWKSet>

/** The keys of a pool, fetched once. A token that names an unknown key causes another fetch. */
function readPoolKeys(endpoint: string, pool: string): PoolKeys {
  const url = new URL(`${endpoint}/${encodeURIComponent(pool)}/.well-known/jwks.json`)
  const keys = createRemoteJWKSet(url, { cooldownDuration: 0, cacheMaxAge: Number.POSITIVE_INFINITY })
  const find = (...[header, token]: Parameters<PoolKeys>) => {
    if (typeof header?.kid !== 'string') throw new errors.JWKSNoMatchingKey()
    return keys(header, token)
  }
  return Object.assign(find, keys)
}

/** Cognito names the app client in `aud` of an identity token, and in `client_id` of an access token. */
function checkClient(claims: Claims, pool: PoolMode): void {
  if (claims.token_use !== 'id' && claims.token_use !== 'access') {
    throw unauthorizedRequest('Invalid JWT: neither an identity token nor an access token.')
  }
  const client = String(claims.token_use === 'id' ? claims.aud : claims.client_id)
  if (pool.clientPattern && !new RegExp(`^(?:${pool.clientPattern})$`).test(client)) {
    throw unauthorizedRequest('Invalid JWT: the app client is not accepted.')
  }
}

/** Turns a refusal of the library into AppSync's message; any other error is returned unchanged. */
function refusalOf(error: unknown, pool: string): unknown {
  if (!(error instanceof errors.JOSEError)) return error
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return unauthorizedRequest('Invalid JWT: the algorithm has to be RS256.')
  }
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
    return unauthorizedRequest('Invalid JWT: its key is not one of the user pool.')
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return unauthorizedRequest('Invalid JWT: the signature is wrong.')
  }
  if (error instanceof errors.JWTExpired) return unauthorizedRequest('Token has expired.')
  if (error instanceof errors.JWTClaimValidationFailed) {
    const expired = error.claim === 'exp'
    return unauthorizedRequest(
      expired ? 'Token has expired.' : `Invalid JWT: its claim ${error.claim} is not accepted.`,
    )
  }
  if (error instanceof errors.JWTInvalid || error instanceof errors.JWSInvalid) {
    return unauthorizedRequest('Unable to parse JWT token.')
  }
  if (error instanceof errors.JOSENotSupported) {
    return unauthorizedRequest('Invalid JWT: it requires an extension that is not supported.')
  }
  return unauthorizedRequest(`Invalid JWT: the user pool ${pool} publishes no keys.`)
}
