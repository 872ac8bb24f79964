import { createHmac, timingSafeEqual } from 'node:crypto'
import { sha256 } from '../../../core/sha256.ts'
import { unauthorizedRequest } from '../request-refused.ts'
import type { SignedRequest } from './caller.ts'
import type { Credential, EmulatorIdentities } from './emulator-identities.ts'

/** Largest difference between the clocks of client and service that is accepted. */
const skewMilliseconds = 5 * 60_000

/**
 * Checks a request that is signed with Signature Version 4 (IAM user guide, "Create a signed AWS API request").
 * @throws RequestRefused 401 or 403 when the signature is not that of the key's owner
 */
export async function verifySignature(
  request: SignedRequest,
  region: string,
  identities: EmulatorIdentities,
): Promise<Credential> {
  const { accessKeyId, date, scope, signedHeaders, signature } = parseAuthorization(request.headers.authorization ?? '')
  const [scopeRegion, service] = scope
  if (scopeRegion !== region || service !== 'appsync') {
    throw unauthorizedRequest(`Credential should be scoped to region ${region} and service appsync.`)
  }
  const time = request.headers['x-amz-date'] ?? ''
  if (!time.startsWith(date) || Math.abs(Date.now() - parseTime(time)) > skewMilliseconds) {
    throw unauthorizedRequest('Signature expired or not yet current: check the clock.')
  }
  if (!signedHeaders.includes('host')) throw unauthorizedRequest("'Host' must be a signed header.")
  const credential = await identities.findCredential(accessKeyId)
  if (!credential || (credential.sessionToken ?? '') !== (request.headers['x-amz-security-token'] ?? '')) {
    throw unauthorizedRequest('The security token included in the request is invalid.')
  }
  const day = [date, region, service, 'aws4_request']
  const canonical = sha256(canonicalRequest(request, signedHeaders))
  const text = ['AWS4-HMAC-SHA256', time, day.join('/'), canonical].join('\n')
  const key = day.reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${credential.secretAccessKey}`)
  const expected = hmac(key, text)
  const given = Buffer.from(signature, 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw unauthorizedRequest('The request signature we calculated does not match the signature you provided.')
  }
  return credential
}

function parseAuthorization(header: string) {
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]+)$/.exec(
      header,
    )
  if (!found) throw unauthorizedRequest('The Authorization header is not in the form of Signature Version 4.')
  const [, accessKeyId = '', date = '', region = '', service = '', names = '', signature = ''] = found
  return { accessKeyId, date, scope: [region, service] as const, signedHeaders: names.split(';'), signature }
}

/** `20261121T093000Z` as milliseconds since 1970. */
function parseTime(time: string): number {
  return Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

function canonicalRequest({ method, path, query, headers, body }: SignedRequest, names: readonly string[]): string {
  const lines = names.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}\n`)
  return [method, canonicalPath(path), canonicalQuery(query), lines.join(''), names.join(';'), sha256(body)].join('\n')
}

function canonicalPath(path: string): string {
  return path.split('/').map(encode).join('/')
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
}

/** RFC 3986: everything but unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
