import { inspect } from 'node:util'
import { expect, test } from '@jest/globals'
import { StageError } from '../core/run/stage-error.ts'
import { callOf, isNetworkFailure, mayHaveHappened, serviceFailure } from './service-errors.ts'

function answer(name: string, status: number, message = name): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: status } })
}

function broken(code: string, more: object = {}): Error {
  return Object.assign(new Error(`connect ${code}`), { code, ...more })
}

test.each([
  ['ExpiredToken', 400, 'credentials-expired'],
  ['ExpiredTokenException', 400, 'credentials-expired'],
  ['InvalidAccessKeyId', 403, 'credentials-invalid'],
  ['SignatureDoesNotMatch', 403, 'credentials-invalid'],
  ['AccessDenied', 403, 'access-denied'],
  ['Whatever', 403, 'access-denied'],
  ['NoSuchBucket', 404, 'bucket-missing'],
  ['PermanentRedirect', 301, 'bucket-missing'],
  ['SlowDown', 503, 'throttled'],
  ['ThrottlingException', 400, 'throttled'],
  ['ValidationError', 400, 'service-refused'],
  ['InternalError', 500, 'service-refused'],
])('the answer %s (HTTP %i) is the reason %s', (name, status, reason) => {
  expect(serviceFailure(answer(name, status), 'S3 GetObject s3://b/k')).toMatchObject({ name: 'StageError', reason })
})

test.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'CERT_HAS_EXPIRED'])(
  'a connection that fails with %s is an unreachable endpoint',
  (code) => {
    expect(serviceFailure(broken(code), 'S3 ListObjectsV2 b')).toMatchObject({ reason: 'endpoint-unreachable' })
    expect(isNetworkFailure(broken(code))).toBe(true)
  },
)

test('an unreachable endpoint is named with its address', () => {
  const both = new AggregateError([broken('ECONNREFUSED', { address: '127.0.0.1', port: 9 })], '')

  const failure = serviceFailure(both, 'S3 PutObject s3://b/k') as StageError

  expect(failure.message).toBe('S3 PutObject s3://b/k: 127.0.0.1:9 does not answer (ECONNREFUSED)')
})

test('missing and expired sign-ins are told apart', () => {
  const none = Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' })
  const old = Object.assign(new Error('The SSO session has expired'), { name: 'CredentialsProviderError' })

  expect(serviceFailure(none, 'x')).toMatchObject({ reason: 'credentials-missing' })
  expect(serviceFailure(old, 'x')).toMatchObject({ reason: 'credentials-expired', outcome: 'still-running' })
})

test('errors that no service made travel untouched', async () => {
  const bug = new TypeError('undefined is not a function')
  const ours = new StageError('file-missing', 'no a.zip')

  await expect(callOf('x', () => Promise.reject(bug))).rejects.toBe(bug)
  await expect(callOf('x', () => Promise.reject(ours))).rejects.toBe(ours)
})

test('a signed request never shows up in an error', () => {
  const error = Object.assign(answer('AccessDenied', 403), { $response: { request: { authorization: 'AWS4 secret' } } })

  expect(inspect(serviceFailure(error, 'x'), { depth: 9, showHidden: true })).not.toContain('AWS4')
})

test('what a service repeats of a signed request stays without its signature and its session', () => {
  const signature = 'fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024'
  const message = `The request signature we calculated does not match. The Canonical String for this request should have been
'POST
/

host:cloudformation.eu-west-1.amazonaws.com
x-amz-security-token:IQoJb3JpZ2luX2VjEXAMPLETOKEN==

host;x-amz-security-token'
Credential=AKIA/20260101/eu-west-1/s3/aws4_request, Signature=${signature}`
  const failure = inspect(serviceFailure(answer('SignatureDoesNotMatch', 403, message), 'x'), { depth: 9 })

  expect(failure).toContain('The Canonical String')
  expect(failure).not.toMatch(/EXAMPLETOKEN|fe5f80f7/)
})

test('a lost answer and a server error leave open whether a write happened', () => {
  expect(mayHaveHappened(broken('ECONNRESET'))).toBe(true)
  expect(mayHaveHappened(answer('InternalError', 500))).toBe(true)
  expect(mayHaveHappened(answer('SlowDown', 503))).toBe(false)
  expect(mayHaveHappened(answer('AccessDenied', 403))).toBe(false)
})

test('a service that stays silent is unreachable, without the words of the SDK', () => {
  const message = '@smithy/node-http-handler - the request socket timed out after 15000 ms of inactivity (configured)'
  const silent = Object.assign(new Error(message), { name: 'TimeoutError' })
  expect(serviceFailure(silent, 'STS GetCallerIdentity')).toMatchObject({
    reason: 'endpoint-unreachable',
    message: 'STS GetCallerIdentity: the endpoint does not answer (silent for 15 s)',
  })
})
