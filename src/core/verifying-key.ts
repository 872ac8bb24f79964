import { constants, createPublicKey, ECDH, type KeyObject, verify } from 'node:crypto'
import { sha256 } from './sha256.ts'

/** A public key that checks signatures. */
export interface VerifyingKey {
  /** SHA-256 of the key as SubjectPublicKeyInfo in DER, hex. */
  readonly keyId: string
  /** Whether this key made the signature over exactly these bytes. */
  verifies(message: Uint8Array, signature: Uint8Array): boolean
}

/** How a kind of key signs, in the terms of `node:crypto`. The key alone decides it. */
export interface SignatureScheme {
  readonly name: 'ECDSA_SHA_256' | 'ECDSA_SHA_384' | 'RSASSA_PSS_SHA_256' | 'ED25519'
  readonly hash: 'sha256' | 'sha384' | null
  readonly options: { readonly dsaEncoding?: 'der'; readonly padding?: number; readonly saltLength?: number }
}

/** Size of an RSA modulus in bits. A smaller one is weak (NIST SP 800-131A), and a larger one makes checks slow. */
const rsaBits = { least: 2048, most: 8192 }

/**
 * Reads a public key: SubjectPublicKeyInfo as PEM, or its DER in base64, as `aws kms get-public-key` prints it. Other
 * encodings of the same key are refused, so that one key cannot appear under two names.
 * @throws Error with what is wrong, for the reader's message
 */
export function readVerifyingKey(text: string): VerifyingKey {
  const der = derOf(text.trim())
  const key = keyOf(der)
  const { hash, options } = schemeOf(key)
  return {
    keyId: sha256(der),
    verifies: (message, signature) => verify(hash, message, { key, ...options }, signature),
  }
}

/**
 * The only signature scheme for a key. RSA uses PSS, whose security does not depend on strict parsing of a padding.
 * @throws Error when the key is too weak, or of an unsupported kind
 */
export function schemeOf(key: KeyObject): SignatureScheme {
  const { namedCurve, modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'ed25519') return { name: 'ED25519', hash: null, options: {} }
  if (namedCurve === 'prime256v1') return { name: 'ECDSA_SHA_256', hash: 'sha256', options: { dsaEncoding: 'der' } }
  if (namedCurve === 'secp384r1') return { name: 'ECDSA_SHA_384', hash: 'sha384', options: { dsaEncoding: 'der' } }
  if (key.asymmetricKeyType !== 'rsa')
    throw new Error(
      `a key of kind ${namedCurve ?? key.asymmetricKeyType} is not supported: use ECDSA P-256 or P-384, RSA or Ed25519`,
    )
  if (modulusLength < rsaBits.least || modulusLength > rsaBits.most)
    throw new Error(`an RSA key of ${modulusLength} bits is not supported: use ${rsaBits.least} to ${rsaBits.most}`)
  if (publicExponent < 65537n) throw new Error(`an RSA key with the exponent ${publicExponent} is too weak: use 65537`)
  const options = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
  return { name: 'RSASSA_PSS_SHA_256', hash: 'sha256', options }
}

function derOf(text: string): Buffer {
  if (/PRIVATE KEY/.test(text))
    throw new Error(
      'this is a private key, and everyone who reads it can sign. Make a new one and declare its public key',
    )
  const pem = /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/.exec(text)
  if (pem === null && text.includes('-----')) throw new Error('expected one block BEGIN PUBLIC KEY')
  const base64 = (pem?.[1] ?? text).replace(/\s/g, '')
  const der = Buffer.from(base64, 'base64')
  if (der.length === 0 || der.toString('base64') !== base64) throw new Error('expected a public key as PEM or base64')
  return der
}

function keyOf(der: Buffer): KeyObject {
  refuseBrokenPoint(der)
  let key: KeyObject
  try {
    key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  } catch (cause) {
    throw new Error(supported, { cause })
  }
  if (!key.export({ type: 'spki', format: 'der' }).equals(der))
    throw new Error('the key is not in its one standard encoding: export it again')
  return key
}

const supported = 'not a public key of a kind that is supported: use ECDSA P-256 or P-384, RSA or Ed25519'

/** The bytes before the point in the only accepted encoding of each curve (RFC 5480, RFC 8410). */
const curves = [
  { head: '3059301306072a8648ce3d020106082a8648ce3d030107034200', name: 'prime256v1', bytes: 65 },
  { head: '3076301006072a8648ce3d020106052b81040022036200', name: 'secp384r1', bytes: 97 },
]
const ed25519 = '302a300506032b6570032100'
/** The two parts of the identifier of RSA keys without further parameters (RFC 3279). */
const rsa = '300d06092a864886f70d0101010500'

/**
 * Checks the bytes before Node reads them. Node 20 accepts a point outside of its curve, and aborts the process when it
 * exports such a key.
 */
function refuseBrokenPoint(der: Buffer): void {
  const hex = der.toString('hex')
  const curve = curves.find(({ head }) => hex.startsWith(head))
  if (curve !== undefined) {
    const point = der.subarray(curve.head.length / 2)
    if (point.length !== curve.bytes || !isOnCurve(point, curve.name))
      throw new Error('the key is not in its one standard encoding, or not a point of its curve: export it again')
  } else if (hex.startsWith(ed25519)) {
    if (hasSmallOrder(der.subarray(-32)))
      throw new Error('this Ed25519 key is weak: a signature can be made for it without its private key')
  } else if (!hex.slice(0, 64).includes(rsa)) throw new Error(supported)
}

function isOnCurve(point: Uint8Array, curve: string): boolean {
  try {
    return Buffer.from(ECDH.convertKey(point, curve) as Buffer).equals(point)
  } catch {
    return false
  }
}

/** Points of Ed25519 whose order divides 8, including two non-canonical spellings; the sign bit is ignored. */
const smallOrder = new Set([
  `00${'00'.repeat(31)}`,
  `01${'00'.repeat(31)}`,
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
])

function hasSmallOrder(point: Uint8Array): boolean {
  const masked = Buffer.from(point)
  masked[31]! &= 0x7f
  return smallOrder.has(masked.toString('hex'))
}
