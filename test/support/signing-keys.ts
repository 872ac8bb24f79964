import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Signer } from '../../src/core/ports/signing.ts'

export interface TestKey {
  readonly signer: Signer
  readonly privateKey: KeyObject
  /** SubjectPublicKeyInfo as PEM. */
  readonly publicKey: string
  readonly keyId: string
}

/** A fresh ECDSA key. */
export function ecKey(namedCurve = 'P-256', hash = 'sha256'): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
  return testKey(privateKey, publicKey, (message) => sign(hash, message, privateKey))
}

/** A fresh Ed25519 key. */
export function edKey(): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return testKey(privateKey, publicKey, (message) => sign(null, message, privateKey))
}

/** A fresh RSA key that signs with PSS. */
export function rsaKey(modulusLength = 2048, publicExponent = 65537): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent })
  const options = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return testKey(privateKey, publicKey, (message) => sign('sha256', message, options))
}

/** The private key as PEM (PKCS #8). */
export function pemOf(key: TestKey): string {
  return key.privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string
}

function testKey(privateKey: KeyObject, publicKey: KeyObject, make: (message: Uint8Array) => Uint8Array): TestKey {
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return {
    privateKey,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string,
    keyId: createHash('sha256').update(der).digest('hex'),
    signer: { publicKey: der.toString('base64'), sign: async (message) => make(message) },
  }
}
