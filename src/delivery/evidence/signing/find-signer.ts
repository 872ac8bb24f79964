import type { AwsTarget } from '../../../core/ports/aws.ts'
import type { Signer } from '../../../core/ports/signing.ts'
import type { Context } from '../../../core/run/context.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { readVerifyingKey } from '../../../core/verifying-key.ts'
import { fileSigner, secretLines } from './file-signer.ts'
import { isKmsKey, regionOfKey } from './kms-key-name.ts'

/**
 * The signer of a stage, from its input. It signs once at the start, so that a missing right shows before anything
 * changes.
 * @param target whose credentials reach a KMS key; an ARN brings its own region
 * @returns undefined without a signing key; the evidence is then unsigned
 * @throws StageError `signing-key-unusable`, `access-denied`, `file-missing`, `input-invalid` for the text of a key
 */
export async function findSigner(
  signingKey: string | undefined,
  target: AwsTarget,
  context: Pick<Context, 'aws' | 'files' | 'report'>,
): Promise<Signer | undefined> {
  if (signingKey === undefined) return undefined
  if (signingKey.includes('-----BEGIN')) {
    for (const value of secretLines(signingKey)) context.report({ kind: 'secret', value })
    throw new StageError('input-invalid', 'signing-key contains the text of a key; expected the path of a file', {
      hint: 'write the secret to a file with mode 600, and give its path; every process can read an argument',
    })
  }
  const signer = isKmsKey(signingKey)
    ? await context.aws.at({ ...target, region: regionOfKey(signingKey) ?? target.region }).signer(signingKey)
    : await fileSigner(signingKey, context)
  await proveSigner(signer, signingKey)
  return signer
}

/** This signature can never pass as evidence, because what DSSE signs starts with other bytes. */
async function proveSigner(signer: Signer, signingKey: string): Promise<void> {
  const message = new TextEncoder().encode('liftlock asks whether this key can sign')
  if (readVerifyingKey(signer.publicKey).verifies(message, await signer.sign(message))) return
  throw new StageError(
    'signing-key-unusable',
    `signing-key ${signingKey} makes signatures that do not match its public key`,
  )
}
