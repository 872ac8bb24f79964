import { types } from 'node:util'
import { defined } from '../core/run/defined.ts'
import type { FailureReason } from '../core/run/failure-reasons.ts'
import { again, next, type Text } from '../core/run/next-step.ts'
import { StageError } from '../core/run/stage-error.ts'
import { isForbidden, missingStatement } from './missing-statement.ts'
import { addressOf, networkCode, networkText, partsOf } from './network-errors.ts'
import { withoutRequest, withoutSigning } from './without-request.ts'

/**
 * Runs a call of an AWS client, and turns its errors into ours.
 * @param what names the call and its object, and opens the message: `S3 GetObject s3://bucket/key`
 * @throws StageError of `serviceFailure`; errors from neither the service nor the network stay as they are
 */
export async function callOf<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw serviceFailure(error, what)
  }
}

/**
 * Turns the error of an AWS client into a StageError: `credentials-*`, `access-denied`, `bucket-missing`, `throttled`,
 * `endpoint-unreachable`, `cancelled`, otherwise `service-refused`. Any other error is returned as it is. Codes:
 * "Common errors" of each API reference; "Error responses" of the S3 API reference.
 */
export function serviceFailure(error: unknown, what: string): unknown {
  if (!types.isNativeError(error) || error instanceof StageError) return error
  const reason = reasonOf(error)
  if (reason === undefined) return error
  const message = `${what}: ${withoutSigning(describe(error, reason))}`
  const hint = reason === 'access-denied' ? hintForRight(what, error.message) : hints[reason]
  return new StageError(reason, message, { ...defined({ hint }), cause: withoutRequest(error) })
}

/** The service's code for an error, such as `NoSuchKey`; undefined when the error is not from a service. */
export function serviceCode(error: unknown): string | undefined {
  if (!types.isNativeError(error) || !isAnswer(error)) return undefined
  return (error as { Code?: string }).Code ?? error.name
}

/** The HTTP status that came with the error, or undefined when no answer came. */
export function httpStatus(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode
}

/**
 * Whether a write may have taken effect although the call failed: the connection broke, or the service answered 5xx.
 * The caller must then read the state again, and never assume it.
 */
export function mayHaveHappened(error: unknown): boolean {
  if (isNetworkFailure(error) || isUnreadable(error)) return true
  const status = httpStatus(error)
  return status !== undefined && status >= 500 && !throttling.has(serviceCode(error) ?? '')
}

/** Whether a complete answer is missing: the connection was refused, reset or timed out, or the name was not found. */
export function isNetworkFailure(error: unknown): boolean {
  if (!types.isNativeError(error)) return false
  if (error.name === 'TimeoutError' || error.message.endsWith('socket hang up')) return true
  if (partsOf(error).some(isNetworkFailure)) return true
  return networkCode(error) !== undefined
}

const missing = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ProviderError',
  'MissingAuthenticationToken',
])
const expired = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'ExpiredTokenError',
  'RequestExpired',
  'TokenRefreshRequired',
])
const invalid = new Set([
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidToken',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'AuthFailure',
  'IncompleteSignature',
])
const denied = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AllAccessDisabled',
  'UnauthorizedOperation',
  'NotAuthorized',
])
const throttling = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'BandwidthLimitExceeded',
  'SlowDown',
])
const elsewhere = new Set(['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'])

function reasonOf(error: Error): FailureReason | undefined {
  if (error.name === 'AbortError') return 'cancelled'
  if (isNetworkFailure(error)) return 'endpoint-unreachable'
  if (missing.has(error.name)) return /expired/i.test(error.message) ? 'credentials-expired' : 'credentials-missing'
  if (httpStatus(error) === 407) return 'proxy-refused'
  if (isUnreadable(error)) return 'service-refused'
  const code = serviceCode(error)
  if (code === undefined) return undefined
  const status = httpStatus(error)
  if (expired.has(code)) return 'credentials-expired'
  if (invalid.has(code)) return 'credentials-invalid'
  if (code === 'NoSuchBucket' || elsewhere.has(code) || status === 301) return 'bucket-missing'
  if (throttling.has(code) || status === 429) return 'throttled'
  if (denied.has(code) || status === 401 || status === 403) return 'access-denied'
  return 'service-refused'
}

const hints: Partial<Record<FailureReason, Text>> = {
  'credentials-missing':
    'give credentials in the environment, a profile or with OIDC (aws-actions/configure-aws-credentials)',
  'credentials-expired': next`sign in again, then ${again}; it goes on where this one stopped`,
  'credentials-invalid': 'check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile',
  'bucket-missing': 'check the name and the region of the bucket; it is made once per environment',
  throttled: next`${again} in a minute; it goes on where this one stopped`,
  'proxy-refused':
    'put the credentials into the address of the proxy, as http://user:password@host:port with special characters percent-encoded',
  'endpoint-unreachable': next`check the network, the region and AWS_ENDPOINT_URL, then ${again}`,
}

function hintForRight(what: string, said: string): string {
  const source = 'docs/stages lists what each stage needs'
  if (isForbidden(said)) return `remove the explicit deny from the policy that forbids it; ${source}`
  const statement = missingStatement(what, said)
  if (statement === undefined) return `give the role this permission; ${source}`
  return `give the role this permission, with the statement ${statement}; ${source}`
}

function describe(error: Error, reason: FailureReason): string {
  if (reason === 'endpoint-unreachable')
    return `${addressOf(error) ?? 'the endpoint'} does not answer (${networkText(error)})`
  if (isUnreadable(error)) return `the answer does not follow the API of the service (HTTP ${httpStatus(error) ?? '?'})`
  const code = serviceCode(error)
  if (code === undefined || code === error.message) return error.message
  const text = error.message === '' || error.message === 'UnknownError' ? '' : `: ${error.message}`
  const status = text === '' && httpStatus(error) !== undefined ? ` (HTTP ${httpStatus(error)})` : ''
  return `${code}${text}${status}`
}

function isAnswer(error: Error): boolean {
  return '$fault' in error || httpStatus(error) !== undefined
}

/** Whether the client could not parse the answer: HTML of a proxy, an empty or a truncated body. */
function isUnreadable(error: unknown): boolean {
  return types.isNativeError(error) && /Deserialization error/.test(error.message)
}
