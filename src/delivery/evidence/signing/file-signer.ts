import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import type { Signer } from '../../../core/ports/signing.ts'
import type { Context } from '../../../core/run/context.ts'
import { defined } from '../../../core/run/defined.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { readVerifyingKey, type SignatureScheme, schemeOf } from '../../../core/verifying-key.ts'

/**
 * A signer with a private key from a PEM file, for a terminal and for tests. The text of the key is masked when it is
 * read.
 * @throws StageError `signing-key-unusable` when the file contains something else, `file-missing`
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

/**
 * The lines of a PEM text that contain the key. Shorter lines are not masked, because that would hide ordinary words.
 */
export function secretLines(text: string): readonly string[] {
  return text.split(/\r?\n/).filter((line) => line.length >= 16 && !line.startsWith('-----'))
}

function privateKeyOf(pem: string, path: string): KeyObject {
  if (/ENCRYPTED/.test(pem)) throw unusable(path, 'is encrypted; a passphrase is not supported')
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) throw unusable(path, 'has no private key in PEM form')
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
    throw unusable(path, `has a key that is not allowed for signing: ${(error as Error).message}`, error)
  }
}

function unusable(path: string, why: string, cause?: unknown): StageError {
  return new StageError('signing-key-unusable', `signing-key ${path} ${why}`, {
    hint: 'create one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out signing-key.pem',
    ...defined({ cause }),
  })
}
