import type { AwsTarget } from '../../../core/ports/aws.ts'
import type { Signer } from '../../../core/ports/signing.ts'
import type { Context } from '../../../core/run/context.ts'
import { shortDigest } from '../../../core/text/short-digest.ts'
import { readVerifyingKey } from '../../../core/verifying-key.ts'
import { findSigner } from './find-signer.ts'
import { type DeclaredSigner, hasSigned, type Signed } from './signatures.ts'

/** How a stage signs its evidence. */
export interface Signing {
  /** Undefined when it does not sign. */
  readonly signer?: Signer | undefined
  /** The name of the key in `liftlock.yml`; undefined when the file does not declare it. */
  readonly name?: string | undefined
  /** For the plan, the summary and the record: `unsigned`, `signed by <name>`, `signed by key <id>`. */
  readonly text: string
}

/** No signing key was given. */
export const unsigned: Signing = { text: 'unsigned' }

/**
 * Finds how a stage signs, from its signing key.
 * @param declared gives the key its name
 * @throws StageError of `findSigner`
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

/** Whether existing evidence is signed as new evidence would be. A stage that signs replaces its unsigned evidence. */
export function isSignedAs(opened: Signed, { signer }: Signing): boolean {
  return signer === undefined || hasSigned(opened, signer.publicKey)
}
