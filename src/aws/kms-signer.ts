import { createHash, createPublicKey } from 'node:crypto'
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms'
import type { Signer } from '../core/ports/signing.ts'
import { defined } from '../core/run/defined.ts'
import { StageError } from '../core/run/stage-error.ts'
import { readVerifyingKey, type SignatureScheme, schemeOf } from '../core/verifying-key.ts'
import type { Configure } from './client-configuration.ts'
import { callOf, serviceCode } from './service-errors.ts'

/**
 * The key is missing, disabled, or of a kind that cannot sign ("Errors" of Sign and GetPublicKey, KMS API reference).
 */
const unusable = new Set([
  'NotFoundException',
  'DisabledException',
  'KMSInvalidStateException',
  'InvalidKeyUsageException',
  'InvalidArnException',
  'UnsupportedOperationException',
])

/**
 * Signs with a KMS key. Only a digest is sent, so a message may have any length. Asking for the public key resolves an
 * alias to one key, which then makes every signature.
 * @throws StageError `signing-key-unusable`, `access-denied` with the permission that is missing
 */
export async function kmsSigner(configure: Configure, key: string): Promise<Signer> {
  const client = new KMSClient(await configure())
  const answer = await call('GetPublicKey', key, () => client.send(new GetPublicKeyCommand({ KeyId: key })))
  const der = Buffer.from(answer.PublicKey ?? [])
  const { name, hash } = schemeFor(der, key)
  if (hash === null) throw notUsable(key, 'Ed25519 keys of KMS sign at most 4096 bytes. Make one of ECC_NIST_P256')
  return {
    publicKey: der.toString('base64'),
    async sign(message) {
      const digest = createHash(hash).update(message).digest()
      const order = {
        KeyId: answer.KeyId ?? key,
        Message: digest,
        MessageType: 'DIGEST',
        SigningAlgorithm: name,
      } as const
      const { Signature } = await call('Sign', key, () => client.send(new SignCommand(order)))
      return Signature ?? new Uint8Array()
    },
  }
}

type KmsScheme = { readonly name: Exclude<SignatureScheme['name'], 'ED25519'>; readonly hash: 'sha256' | 'sha384' }

function schemeFor(der: Buffer, key: string): KmsScheme | { readonly name: 'ED25519'; readonly hash: null } {
  try {
    readVerifyingKey(der.toString('base64'))
    return schemeOf(createPublicKey({ key: der, format: 'der', type: 'spki' })) as KmsScheme
  } catch (error) {
    throw notUsable(key, (error as Error).message, error)
  }
}

async function call<T>(action: string, key: string, send: () => Promise<T>): Promise<T> {
  try {
    return await callOf(`KMS ${action} ${key}`, () =>
      send().catch((error: unknown) => {
        if (unusable.has(serviceCode(error) ?? '')) throw notUsable(key, (error as Error).message, error)
        throw error
      }),
    )
  } catch (error) {
    if (!(error instanceof StageError) || error.reason !== 'access-denied') throw error
    throw new StageError('access-denied', error.message, {
      hint: 'allow the role kms:GetPublicKey and kms:Sign on this key; the key policy has to allow it too',
      cause: error.cause,
    })
  }
}

function notUsable(key: string, why: string, cause?: unknown): StageError {
  return new StageError('signing-key-unusable', `signing-key ${key}: ${why}`, {
    hint: 'use an enabled KMS key for signing, of ECC_NIST_P256, ECC_NIST_P384 or RSA',
    ...defined({ cause }),
  })
}
