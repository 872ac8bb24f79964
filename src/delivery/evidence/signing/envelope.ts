import { sizedLimits } from '../../../core/documents/document-limits.ts'
import { parseRecordValue } from '../../../core/documents/stored-record.ts'
import type { Signer } from '../../../core/ports/signing.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { shortDigest } from '../../../core/text/short-digest.ts'
import { readVerifyingKey } from '../../../core/verifying-key.ts'
import { decodeBase64 } from './base64.ts'

/** Evidence is a bare in-toto Statement v1 (unsigned), or a DSSE v1.0 envelope around one (signed). */
export interface OpenedStatement {
  /** Parsed from `payload` and from nothing else; only its `_type` was checked. */
  readonly statement: unknown
  /** The exact bytes that signatures cover; of unsigned evidence all its bytes. */
  readonly payload: Uint8Array
  /** Each entry that claims to be a signature, base64; none means unsigned. A key id is a hint of its writer and proves nothing. */
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
  /** What lay around the statement. A bundle carries further proof, which is kept and named, and does not count. */
  readonly form: 'statement' | 'envelope' | 'sigstore-bundle'
}

const statementMediaType = 'application/vnd.in-toto+json'
export const statementType = 'https://in-toto.io/Statement/v1'

/**
 * Evidence above this many bytes, or with more signatures, is refused unread; so is all evidence of a stage about a release in an
 * environment when it has more versions, or more bytes in all.
 */
export const evidenceBounds = {
  bytes: 4 * 1024 * 1024,
  signatures: 16,
  versions: 1_000,
  allBytes: 128 * 1024 * 1024,
}

/** Far deeper than a statement, an envelope or a bundle goes. */
const evidenceLimits = sizedLimits(evidenceBounds.bytes, 100)
const evidenceHint = 'evidence is an in-toto Statement v1, one in a file, alone or in a DSSE envelope'

/**
 * Takes evidence apart; checks its shape, no signature.
 * @param key names the evidence in messages
 * @throws StageError `evidence-failed` when it is neither a statement nor an envelope, or could be read in two ways
 */
export function openStatement(body: Uint8Array, key: string): OpenedStatement {
  if (body.length > evidenceBounds.bytes)
    throw refused(key, `has more than ${evidenceBounds.bytes} bytes, the most that evidence may have`)
  const outer = membersOf(parse(body, key), key)
  const isBundle = 'dsseEnvelope' in outer
  if (isBundle && ('payload' in outer || '_type' in outer)) throw refused(key, 'could be read in two ways')
  const envelope = isBundle ? membersOf(outer.dsseEnvelope, key) : outer
  if (!isBundle && !('payload' in envelope) && !('signatures' in envelope)) {
    refuseOtherType(envelope, key)
    return { statement: envelope, payload: body, signatures: [], form: 'statement' }
  }
  if ('_type' in envelope) throw refused(key, 'could be read in two ways: as a statement and as an envelope')
  if (envelope.payloadType !== statementMediaType)
    throw refused(key, `holds ${shown(envelope.payloadType)}, not ${statementMediaType}`)
  const payload = decodeBase64(envelope.payload)
  if (payload === undefined) throw refused(key, 'has a payload that is not base64')
  const statement = membersOf(parse(payload, `the payload of ${key}`), key)
  refuseOtherType(statement, key)
  return {
    statement,
    payload,
    signatures: signaturesOf(envelope, key),
    form: isBundle ? 'sigstore-bundle' : 'envelope',
  }
}

/**
 * The bytes of evidence to keep: the statement alone, or in an envelope that the signer signed. Members that are
 * undefined are left out. The signature is checked before it is given away.
 * @throws StageError `service-refused` when the signer's signature does not fit its own public key
 */
export async function sealStatement(statement: unknown, signer: Signer | undefined): Promise<Uint8Array> {
  const text = JSON.stringify(statement)
  const encode = (value: string) => new TextEncoder().encode(value)
  if (signer === undefined) return encode(`${text}\n`)
  const payload = encode(text)
  const message = signedBytes(payload)
  const key = readVerifyingKey(signer.publicKey)
  const signature = await signer.sign(message)
  if (!key.verifies(message, signature))
    throw new StageError('service-refused', `the signature that key ${shortDigest(key.keyId)} gave does not fit it`)
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const envelope = {
    payloadType: statementMediaType,
    payload: base64(payload),
    signatures: [{ keyid: key.keyId, sig: base64(signature) }],
  }
  return encode(`${JSON.stringify(envelope)}\n`)
}

/** What a signature covers: the pre-authentication encoding of DSSE v1.0, so that type and payload cannot be confused. */
export function signedBytes(payload: Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${statementMediaType.length} ${statementMediaType} ${payload.length} `),
    payload,
  ])
}

function signaturesOf(envelope: Readonly<Record<string, unknown>>, key: string): OpenedStatement['signatures'] {
  const { signatures } = envelope
  if (!Array.isArray(signatures) || signatures.length === 0)
    throw refused(key, 'is an envelope without a signature; unsigned evidence is the bare statement')
  if (signatures.length > evidenceBounds.signatures)
    throw refused(key, `has ${signatures.length} signatures; at most ${evidenceBounds.signatures} are read`)
  return signatures.map((entry: unknown) => {
    const { keyid = '', sig } = membersOf(entry, key)
    if (typeof keyid !== 'string' || typeof sig !== 'string' || !decodeBase64(sig)?.length)
      throw refused(key, 'has a signature that is not base64, or a key id that is not text')
    return { keyid, sig }
  })
}

function refuseOtherType({ _type }: Readonly<Record<string, unknown>>, key: string): void {
  if (_type !== statementType) throw refused(key, `is of type ${shown(_type)}, not ${statementType}`)
}

/** JSON that every reader understands alike: without a byte order mark, without a member given twice, and not too deep for any of them. */
function parse(bytes: Uint8Array, name: string): unknown {
  return parseRecordValue(bytes, {
    name,
    reason: 'evidence-failed',
    hint: evidenceHint,
    limits: evidenceLimits,
    byteOrderMark: 'refused',
  })
}

function membersOf(value: unknown, key: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw refused(key, `has ${shown(value)} where an object belongs`)
  return value as Readonly<Record<string, unknown>>
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80)
}

function refused(key: string, what: string): StageError {
  return new StageError('evidence-failed', `${key} ${what}`, { hint: evidenceHint })
}
