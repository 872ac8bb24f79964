import type { Objects } from '../../core/ports/objects.ts'
import type { Signer } from '../../core/ports/signing.ts'
import { type EvidenceAddress, evidencePrefix } from './evidence-address.ts'
import { sealStatement } from './signing/envelope.ts'
import type { Statement } from './statement.ts'

/**
 * Writes evidence beside the release; nothing is ever replaced. Two statements in the same millisecond get different
 * keys. The time in the key is for people; the store decides the order.
 * @returns the key
 */
export async function writeEvidence(
  objects: Objects,
  address: EvidenceAddress,
  statement: Statement,
  { now, signer }: { readonly now: Date; readonly signer?: Signer | undefined },
): Promise<string> {
  const body = await sealStatement(statement, signer)
  for (let time = now.getTime(); ; time++) {
    const key = `${evidencePrefix(address)}${new Date(time).toISOString()}.json`
    if ((await objects.create(address.bucket, key, body, { contentType: 'application/json' })) === 'created') return key
  }
}
