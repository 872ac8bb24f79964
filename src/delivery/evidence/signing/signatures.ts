import { explanation, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { readVerifyingKey, type VerifyingKey } from '../../../core/verifying-key.ts'
import { type OpenedStatement, signedBytes } from './envelope.ts'

/** A key that `liftlock.yml` declares. */
export interface DeclaredSigner {
  readonly name: string
  /** SubjectPublicKeyInfo as PEM, or as DER in base64. */
  readonly publicKey: string
}

/** The parts of opened evidence that signatures concern. */
export type Signed = Pick<OpenedStatement, 'payload' | 'signatures'> & Partial<Pick<OpenedStatement, 'form'>>

/**
 * Names of the declared signers with a valid signature, in the order of declaration. Each declared key is tried on each
 * signature, with the algorithm of the key; the evidence itself chooses neither.
 * @throws StageError `configuration-invalid` when a declared key is unusable, or declared twice
 */
export function validSigners(opened: Signed, declared: readonly DeclaredSigner[]): readonly string[] {
  return valid(opened, keysOf(declared))
}

/**
 * Whether a key made one of the signatures.
 * @param publicKey as `readVerifyingKey` takes it
 */
export function hasSigned(opened: Signed, publicKey: string): boolean {
  return valid(opened, new Map([['', readVerifyingKey(publicKey)]])).length > 0
}

/**
 * Refuses evidence that none of the wanted signers has signed.
 * @param key names the evidence in messages
 * @param wanted names of declared signers; one signature of any of them suffices
 * @returns the wanted signers with a valid signature
 * @throws StageError `evidence-unsigned`, `signature-invalid`, `signer-unknown`, or the errors of `validSigners`
 */
export function requireSigner(
  opened: Signed,
  { declared, wanted }: { readonly declared: readonly DeclaredSigner[]; readonly wanted: readonly string[] },
  key: string,
): readonly string[] {
  const keys = keysOf(declared)
  const missing = wanted.find((name) => !keys.has(name))
  if (missing !== undefined)
    throw new StageError('configuration-invalid', `signer ${missing} is required but not declared`, {
      hint: `declare its public key below signers, as ${missing}`,
    })
  const by = valid(opened, keys).filter((name) => wanted.includes(name))
  if (by.length > 0) return by
  const asked = wanted.length === 0 ? 'no signer is declared' : `a signature of ${wanted.join(' or ')} is required`
  if (opened.signatures.length === 0)
    throw new StageError('evidence-unsigned', `${key} is unsigned, and ${asked}`, {
      hint: 'run the stage that writes it again, with a signing-key',
    })
  const claims = opened.signatures.map(({ keyid }) => keyid)
  const broken = wanted.find((name) => claims.includes(keys.get(name)!.keyId))
  if (broken !== undefined)
    throw new StageError('signature-invalid', `${key} names the key of ${broken}, but its signature does not match`, {
      hint: 'its content changed after the signature: find out who changed it, then run the stage again',
    })
  const ids = claims.map((id) => (id === '' ? 'without a name' : JSON.stringify(id.slice(0, 64)))).join(', ')
  const more =
    opened.form === 'sigstore-bundle' ? '; the certificate and the log of a Sigstore bundle do not count' : ''
  throw new StageError('signer-unknown', `${key} is signed by key ${ids}, and ${asked}${more}`, {
    hint: 'sign with the declared key, or declare this one if you trust it',
  })
}

function valid({ payload, signatures }: Signed, keys: ReadonlyMap<string, VerifyingKey>): readonly string[] {
  const message = signedBytes(payload)
  const decoded = signatures.map(({ sig }) => Buffer.from(sig, 'base64'))
  return [...keys]
    .filter(([, key]) => decoded.some((signature) => key.verifies(message, signature)))
    .map(([name]) => name)
}

function keysOf(declared: readonly DeclaredSigner[]): ReadonlyMap<string, VerifyingKey> {
  const keys = new Map<string, VerifyingKey>()
  for (const { name, publicKey } of declared) {
    const key = readDeclared(name, publicKey)
    const same = [...keys].find(([, { keyId }]) => keyId === key.keyId)
    if (same || keys.has(name))
      throw new StageError(
        'configuration-invalid',
        `signers ${same?.[0] ?? name} and ${name} have the same key or the same name`,
        {
          hint: 'declare each key once, under one name',
        },
      )
    keys.set(name, key)
  }
  return keys
}

function readDeclared(name: string, publicKey: string): VerifyingKey {
  try {
    return readVerifyingKey(publicKey)
  } catch (error) {
    throw new StageError('configuration-invalid', `signer ${name}: ${(error as Error).message}`, {
      hint: next`${explanation('signing')} shows how to print a public key`,
      cause: error,
    })
  }
}
