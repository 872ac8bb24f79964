import type { AwsTarget } from '../../../core/ports/aws.ts'
import type { Signer } from '../../../core/ports/signing.ts'
import type { Context } from '../../../core/run/context.ts'
import { shortDigest } from '../../../core/text/short-digest.ts'
import { readVerifyingKey } from '../../../core/verifying-key.ts'
import { findSigner } from './find-signer.ts'
import { type DeclaredSigner, hasSigned, type Signed } from './signatures.ts'

/** How a stage signs the evidence that it writes. */
export interface Signing {
  /** Undefined when it does not sign. */
  readonly signer?: Signer | undefined
  /** What `liftlock.yml` calls the key; undefined for one that it does not declare. */
  readonly name?: string | undefined
  /** For plan, summary and record: `unsigned`, `signed by <name>`, `signed by key <id>`. */
  readonly text: string
}

/** No signing key was given. */
export const unsigned: Signing = { text: 'unsigned' }

/**
 * How a stage signs by the signing key that it was given.
 * @param declared gives the key its name @throws StageError what `findSigner` throws
 */
export async function findSigning(
  signingKey: string | undefined,
  { target, declared }: { readonly target: AwsTarget; readonly declared: readonly DeclaredSigner[] },
  context: Pick<Context, 'aws' | 'files' | 'report'>,
): Promise<Signing> {
  const signer = await findSigner(signingKey, target, context)
  if (signer === undefined) return unsigned
  const { keyId } = readVerifyingKey(signer.publicKey)
  const name = declared.find(({ publicKey }) => readVerifyingKey(publicKey).keyId === keyId)?.name
  const text = name ?? `key ${shortDigest(keyId)}, which liftlock.yml does not declare`
  return { signer, name, text: `signed by ${text}` }
}

/** Whether evidence that is there already is as good as what would be written: a stage that signs writes unsigned evidence anew. */
export function isSignedAs(opened: Signed, { signer }: Signing): boolean {
  return signer === undefined || hasSigned(opened, signer.publicKey)
}
