import type { AwsTarget } from '../../../core/ports/aws.ts'
import type { Signer } from '../../../core/ports/signing.ts'
import type { Context } from '../../../core/run/context.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { readVerifyingKey } from '../../../core/verifying-key.ts'
import { fileSigner, secretLines } from './file-signer.ts'
import { isKmsKey, regionOfKey } from './kms-key-name.ts'

/**
 * The signer that a stage was given. It signs once, so that a missing permission is found before anything is changed.
 * @param target whose credentials reach a key of KMS; an ARN brings its own region
 * @returns undefined when there is no signing key: what the stage writes is unsigned
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
    throw new StageError('input-invalid', 'signing-key is the text of a key; it takes the path of a file', {
      hint: 'write the secret to a file with mode 600, and give its path; an argument can be read by every process',
    })
  }
  const signer = isKmsKey(signingKey)
    ? await context.aws.at({ ...target, region: regionOfKey(signingKey) ?? target.region }).signer(signingKey)
    : await fileSigner(signingKey, context)
  await proveSigner(signer, signingKey)
  return signer
}

/** This signature can never be taken for evidence: what DSSE signs begins with other bytes. */
async function proveSigner(signer: Signer, signingKey: string): Promise<void> {
  const message = new TextEncoder().encode('liftlock asks whether this key can sign')
  if (readVerifyingKey(signer.publicKey).verifies(message, await signer.sign(message))) return
  throw new StageError('signing-key-unusable', `signing-key ${signingKey} makes signatures that its public key refuses`)
}
