import { sizedLimits } from '../../../core/documents/document-limits.ts'
import { parseRecordValue } from '../../../core/documents/stored-record.ts'
import type { Signer } from '../../../core/ports/signing.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { shortDigest } from '../../../core/text/short-digest.ts'
import { readVerifyingKey } from '../../../core/verifying-key.ts'
import { decodeBase64 } from './base64.ts'

/** Evidence is a plain in-toto Statement v1 (unsigned), or a DSSE v1.0 envelope around one (signed). */
export interface OpenedStatement {
  /** Parsed from `payload` only; so far only its `_type` was checked. */
  readonly statement: unknown
  /** The exact bytes that signatures cover; for unsigned evidence, all bytes. */
  readonly payload: Uint8Array
  /**
   * Each entry that claims to be a signature, base64; empty for unsigned evidence. A key id is only a hint from the
   * writer and proves nothing.
   */
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
  /** The form around the statement. A bundle contains further proof, which is kept and named but not checked. */
  readonly form: 'statement' | 'envelope' | 'sigstore-bundle'
}

const statementMediaType = 'application/vnd.in-toto+json'
export const statementType = 'https://in-toto.io/Statement/v1'

/**
 * Limits: evidence with more bytes or more signatures is refused unread. When the evidence of a stage about a release
 * in an environment has more versions or bytes in total, all of it is refused.
 */
export const evidenceBounds = {
  bytes: 4 * 1024 * 1024,
  signatures: 16,
  versions: 1_000,
  allBytes: 128 * 1024 * 1024,
}

/** Far deeper than any statement, envelope or bundle. */
const evidenceLimits = sizedLimits(evidenceBounds.bytes, 100)
const evidenceHint = 'evidence is one in-toto Statement v1 per file, plain or in a DSSE envelope'

/**
 * Opens evidence and checks its form, but no signature.
 * @param key names the evidence in messages
 * @throws StageError `evidence-failed` when it is neither a statement nor an envelope, or is ambiguous
 */
export function openStatement(body: Uint8Array, key: string): OpenedStatement {
  if (body.length > evidenceBounds.bytes)
    throw refused(key, `has more than ${evidenceBounds.bytes} bytes, the limit for evidence`)
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
 * The bytes to store as evidence: the plain statement, or an envelope that the signer signed. Undefined members are
 * left out. The signature is checked before it is returned.
 * @throws StageError `service-refused` when the signature does not match the signer's public key
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
    throw new StageError(
      'service-refused',
      `the signature does not match the public key ${shortDigest(key.keyId)} that made it`,
    )
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  const envelope = {
    payloadType: statementMediaType,
    payload: base64(payload),
    signatures: [{ keyid: key.keyId, sig: base64(signature) }],
  }
  return encode(`${JSON.stringify(envelope)}\n`)
}

/**
 * The bytes that a signature covers: the pre-authentication encoding of DSSE v1.0, which keeps type and payload apart.
 */
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

/** Parses JSON that every reader understands alike: no byte order mark, no member given twice, and limited depth. */
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
    throw refused(key, `has ${shown(value)} where an object is expected`)
  return value as Readonly<Record<string, unknown>>
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 80)
}

function refused(key: string, what: string): StageError {
  return new StageError('evidence-failed', `${key} ${what}`, { hint: evidenceHint })
}
