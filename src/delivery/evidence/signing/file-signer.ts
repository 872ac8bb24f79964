import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import type { Signer } from '../../../core/ports/signing.ts'
import type { Context } from '../../../core/run/context.ts'
import { defined } from '../../../core/run/defined.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { readVerifyingKey, type SignatureScheme, schemeOf } from '../../../core/verifying-key.ts'

/**
 * A private key in a PEM file as a signer, for a terminal and for tests. Its text is masked as soon as it is read.
 * @throws StageError `signing-key-unusable` when the file holds something else, `file-missing`
 */
export async function fileSigner(path: string, { files, report }: Pick<Context, 'files' | 'report'>): Promise<Signer> {
  const pem = await files.readText(path)
  for (const line of secretLines(pem)) report({ kind: 'secret', value: line })
  const key = privateKeyOf(pem, path)
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')
  const { hash, options } = usable(key, publicKey, path)
  return {
    publicKey,
    async sign(message) {
      try {
        return sign(hash, message, { key, ...options })
      } catch (error) {
        throw unusable(path, 'has a damaged key', error)
      }
    },
  }
}

/** The lines of a PEM text that carry the key; to mask shorter ones would hide plain words. */
export function secretLines(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line.length >= 16 && !line.startsWith('-----'))
}

function privateKeyOf(pem: string, path: string): KeyObject {
  if (/ENCRYPTED/.test(pem)) throw unusable(path, 'is encrypted, and a passphrase cannot be given')
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) throw unusable(path, 'has no private key in PEM')
  try {
    return createPrivateKey(pem)
  } catch (error) {
    throw unusable(path, 'has a private key that cannot be read', error)
  }
}

function usable(key: KeyObject, publicKey: string, path: string): SignatureScheme {
  try {
    readVerifyingKey(publicKey)
    return schemeOf(key)
  } catch (error) {
    throw unusable(path, `has a key that no signer may have: ${(error as Error).message}`, error)
  }
}

function unusable(path: string, why: string, cause?: unknown): StageError {
  return new StageError('signing-key-unusable', `signing-key ${path} ${why}`, {
    hint: 'make one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out signing-key.pem',
    ...defined({ cause }),
  })
}
