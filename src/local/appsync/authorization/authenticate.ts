import type { ApiConfiguration } from '../../../aws/appsync/api.ts'
import { apiKeyHeader } from '../../../core/network/header-names.ts'
import { unauthorizedRequest } from '../request-refused.ts'
import type { Caller, SignedRequest } from './caller.ts'
import type { EmulatorIdentities } from './emulator-identities.ts'
import { type Claims, issuerOf, type PoolMode, type TokenVerifier } from './json-web-token.ts'
import { verifySignature } from './signature-v4.ts'

export interface Verifiers {
  readonly region: string
  readonly identities: EmulatorIdentities
  readonly tokens: TokenVerifier
}

/**
 * Identifies the sender of a request by the modes that the API accepts (developer guide, "Authorization and
 * authentication"). A token or a signature takes precedence over an API key.
 * @throws RequestRefused 401 when the sender cannot be identified
 */
export async function authenticate(
  api: ApiConfiguration,
  request: SignedRequest,
  verifiers: Verifiers,
): Promise<Caller> {
  const authorization = request.headers.authorization
  if (authorization?.startsWith('AWS4-HMAC-SHA256')) return signedCaller(api, request, verifiers)
  if (authorization) return tokenCaller(api, request, authorization.replace(/^Bearer\s+/i, ''), verifiers.tokens)
  const key = request.headers[apiKeyHeader]
  if (key !== undefined) return keyCaller(api, key)
  throw unauthorizedRequest(
    api.modes[0].kind === 'API_KEY'
      ? 'You are not authorized to make this call.'
      : 'Valid authorization header not provided.',
  )
}

function keyCaller(api: ApiConfiguration, key: string): Caller {
  const expires = api.keys.get(key)
  const accepted = api.modes.some((mode) => mode.kind === 'API_KEY')
  if (!accepted || expires === undefined || expires * 1000 <= Date.now()) {
    throw unauthorizedRequest('You are not authorized to make this call.')
  }
  return { mode: 'API_KEY', authType: 'API Key Authorization', identity: null, groups: [], principalArn: undefined }
}

async function signedCaller(
  api: ApiConfiguration,
  request: SignedRequest,
  { region, identities }: Verifiers,
): Promise<Caller> {
  if (!api.modes.some((mode) => mode.kind === 'AWS_IAM'))
    throw unauthorizedRequest('You are not authorized to make this call.')
  const { principalArn, account } = await verifySignature(request, region, identities)
  if (account !== api.account) throw unauthorizedRequest('You are not authorized to make this call.')
  const identity = {
    accountId: account,
    cognitoIdentityPoolId: null,
    cognitoIdentityId: null,
    sourceIp: request.sourceIp,
    username: principalArn.split(':').slice(5).join(':').split('/').slice(1).join(':') || account,
    userArn: principalArn,
    cognitoIdentityAuthType: null,
    cognitoIdentityAuthProvider: null,
  }
  return { mode: 'AWS_IAM', authType: 'IAM Authorization', identity, groups: [], principalArn }
}

async function tokenCaller(
  api: ApiConfiguration,
  request: SignedRequest,
  token: string,
  tokens: TokenVerifier,
): Promise<Caller> {
  const pools = api.modes.filter((mode): mode is PoolMode => mode.kind === 'AMAZON_COGNITO_USER_POOLS')
  const [first] = pools
  if (!first) throw unauthorizedRequest('You are not authorized to make this call.')
  // With several pools, the issuer in the token selects the pool; the keys of that pool then verify the token.
  const pool = pools.find((mode) => token.includes('.') && claimedIssuer(token) === issuerOf(mode)) ?? first
  const claims = await tokens.verify(token, pool)
  const groups = Array.isArray(claims['cognito:groups']) ? claims['cognito:groups'].map(String) : undefined
  const identity = {
    sub: claims.sub ?? null,
    issuer: claims.iss,
    username: claims['cognito:username'] ?? claims.username ?? null,
    claims,
    sourceIp: request.sourceIp,
    defaultAuthStrategy: pool.defaultAction,
    groups: groups ?? null,
  }
  return {
    mode: 'AMAZON_COGNITO_USER_POOLS',
    authType: 'User Pool Authorization',
    identity,
    groups: groups ?? [],
    principalArn: undefined,
  }
}

/** The claims of a token, before it is verified. */
function claimedIssuer(token: string): unknown {
  try {
    return (JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims).iss
  } catch {
    return undefined
  }
}
