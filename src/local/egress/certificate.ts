import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { bits, context, der, identifier, integer, octets, sequence, set, text, time, yes } from './der.ts'

/** A certificate with its key, both as PEM. */
export interface Identity {
  readonly certificate: string
  readonly key: string
}

const day = 86_400_000

/** A certificate authority that may sign certificates of hosts, and nothing below another authority (RFC 5280). */
export function makeAuthority(name: string): Identity {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const keyId = keyIdOf(pair.publicKey)
  const extensions = [
    extension('2.5.29.19', sequence(yes(), integer(Buffer.from([0]))), true),
    // keyCertSign and cRLSign.
    extension('2.5.29.15', der(0x03, Buffer.from([1, 0x06])), true),
    extension('2.5.29.14', octets(keyId)),
  ]
  const certificate = makeCertificate(
    { subject: name, issuer: name, days: 3650, extensions },
    pair.publicKey,
    pair.privateKey,
  )
  return { certificate, key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** A certificate for one host, by name or address, signed by the authority. */
export function makeHostIdentity(host: string, name: string, authorityKey: KeyObject): Identity {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const extensions = [
    extension('2.5.29.19', sequence(), true),
    // digitalSignature.
    extension('2.5.29.15', der(0x03, Buffer.from([7, 0x80])), true),
    extension('2.5.29.37', sequence(identifier('1.3.6.1.5.5.7.3.1'))),
    extension('2.5.29.17', sequence(alternativeName(host))),
    extension('2.5.29.14', octets(keyIdOf(pair.publicKey))),
    extension('2.5.29.35', sequence(context(0, keyIdOf(createPublicKey(authorityKey)), false))),
  ]
  const certificate = makeCertificate(
    { subject: host, issuer: name, days: 365, extensions },
    pair.publicKey,
    authorityKey,
  )
  return { certificate, key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

function makeCertificate(
  content: { subject: string; issuer: string; days: number; extensions: readonly Uint8Array[] },
  publicKey: KeyObject,
  signingKey: KeyObject,
): string {
  // ecdsa-with-SHA256 (RFC 5758).
  const algorithm = sequence(identifier('1.2.840.10045.4.3.2'))
  const now = Date.now()
  const serial = randomBytes(16)
  serial[0]! &= 0x7f
  const body = sequence(
    context(0, integer(Buffer.from([2]))),
    integer(serial),
    algorithm,
    commonName(content.issuer),
    sequence(time(new Date(now - day)), time(new Date(now + content.days * day))),
    commonName(content.subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    context(3, sequence(...content.extensions)),
  )
  const certificate = sequence(body, algorithm, bits(sign('sha256', body, signingKey)))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** At most 64 characters (RFC 5280, upper bounds); the alternative name holds all of it. */
function commonName(name: string): Buffer {
  return sequence(set(sequence(identifier('2.5.4.3'), text(name.slice(0, 64)))))
}

function extension(id: string, content: Uint8Array, critical = false): Buffer {
  return sequence(identifier(id), ...(critical ? [yes()] : []), octets(content))
}

function alternativeName(host: string): Buffer {
  const kind = isIP(host)
  if (kind === 4) return context(7, Buffer.from(host.split('.').map(Number)), false)
  return context(2, Buffer.from(host, 'ascii'), false)
}

function keyIdOf(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
}
