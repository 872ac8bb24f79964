import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { type PoolMode, type TokenVerifier, tokenVerifier } from './json-web-token.ts'

const pool: PoolMode = {
  kind: 'AMAZON_COGNITO_USER_POOLS',
  pool: 'eu-west-1_desk',
  region: 'eu-west-1',
  defaultAction: 'ALLOW',
  clientPattern: 'desk|kiosk',
}
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const [old, renewed] = [pair(), pair()]

let server: Server
let verifier: TokenVerifier
let published: readonly object[] = []
let reads = 0

beforeAll(async () => {
  server = createServer((_, response) => {
    reads++
    response.writeHead(published.length > 0 ? 200 : 404).end(JSON.stringify({ keys: published }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => {
  server.close()
})
beforeEach(() => {
  reads = 0
  published = [jwk('old', old.publicKey)]
  verifier = tokenVerifier(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})

const jwk = (kid: string, key: KeyObject) => ({ ...key.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' })
const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const good = () => ({
  iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_desk',
  sub: 'jane',
  token_use: 'id',
  aud: 'desk',
  exp: inSeconds(300),
})

/** A token with the claims, as the pool signs it. */
function token(claims: object, header: object = { alg: 'RS256', kid: 'old' }, key = old.privateKey): string {
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`
}

/** A token that takes the published key for a shared secret. */
function bySharedSecret(): string {
  const text = `${part({ alg: 'HS256', kid: 'old' })}.${part(good())}`
  const secret = old.publicKey.export({ format: 'pem', type: 'spki' })
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

test('a token of the pool gives its claims, and the keys are read once', async () => {
  const claims = { ...good(), 'cognito:groups': ['manager'] }
  await expect(verifier.verify(token(claims), pool)).resolves.toEqual(claims)
  await expect(verifier.verify(token({ ...claims, sub: 'john' }), pool)).resolves.toMatchObject({ sub: 'john' })
  expect(reads).toBe(1)
})

test('an access token names its client in client_id', async () => {
  const { aud, ...rest } = good()
  const claims = { ...rest, token_use: 'access', client_id: 'kiosk' }
  await expect(verifier.verify(token(claims), pool)).resolves.toEqual(claims)
  await expect(verifier.verify(token({ ...claims, aud, client_id: 'other' }), pool)).rejects.toThrow('app client')
})

test('a key that the pool published later is found, however soon it is used', async () => {
  await verifier.verify(token(good()), pool)
  const later = token(good(), { alg: 'RS256', kid: 'renewed' }, renewed.privateKey)
  await expect(verifier.verify(later, pool)).rejects.toThrow('its key is not one of the user pool')
  published = [jwk('old', old.publicKey), jwk('renewed', renewed.publicKey)]
  await expect(verifier.verify(later, pool)).resolves.toMatchObject({ sub: 'jane' })
})

test.each([
  ['nothing of a token', () => 'hello', 'Unable to parse JWT token.'],
  ['two parts', () => token(good()).split('.').slice(0, 2).join('.'), 'Unable to parse JWT token.'],
  ['four parts', () => `${token(good())}.x`, 'Unable to parse JWT token.'],
  ['claims that are a list', () => token([good()]), 'Unable to parse JWT token.'],
  ['no algorithm', () => token(good(), { alg: 'none', kid: 'old' }), 'the algorithm has to be RS256'],
  ['another algorithm of the same key', () => token(good(), { alg: 'PS256', kid: 'old' }), 'has to be RS256'],
  ['the public key as secret', bySharedSecret, 'the algorithm has to be RS256'],
  ['no key id', () => token(good(), { alg: 'RS256' }), 'its key is not one of the user pool'],
  ['a key that it brings itself', () => token(good(), brought(), renewed.privateKey), 'its key is not one'],
  [
    'an extension that must be understood',
    () => token(good(), { ...header, crit: ['x'], x: 1 }),
    'it requires an extension',
  ],
  ['another signer', () => token(good(), header, renewed.privateKey), 'the signature is wrong'],
  ['another issuer', () => token({ ...good(), iss: 'https://elsewhere.example' }), 'it is from another issuer'],
  ['no time of expiry', () => token({ ...good(), exp: undefined }), 'Token has expired.'],
  ['a text as time of expiry', () => token({ ...good(), exp: String(inSeconds(300)) }), 'Token has expired.'],
  ['an expiry that has passed', () => token({ ...good(), exp: inSeconds(-1) }), 'Token has expired.'],
  ['a time before which it is not good', () => token({ ...good(), nbf: inSeconds(60) }), 'its claim nbf'],
  ['another use', () => token({ ...good(), token_use: 'refresh' }), 'neither an identity token nor an access token'],
  ['another client', () => token({ ...good(), aud: 'desktop' }), 'the app client is not accepted'],
])('a token with %s is refused with 401', async (_, made, message) => {
  await expect(verifier.verify(made(), pool)).rejects.toMatchObject({
    status: 401,
    message: expect.stringContaining(message),
  })
})

const header = { alg: 'RS256', kid: 'old' }
const brought = () => ({ alg: 'RS256', kid: 'mine', jwk: jwk('mine', renewed.publicKey) })

test('a pool without keys is named', async () => {
  published = []
  await expect(verifier.verify(token(good()), pool)).rejects.toThrow('the user pool eu-west-1_desk publishes no keys')
})
