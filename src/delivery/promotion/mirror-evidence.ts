import type { BelievedEvidence } from '../evidence/believed-evidence.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'

/**
 * Copies the evidence of a promotion into the target's bucket, beside the release. The copy is a record for people; no
 * stage reads it as proof. Only checked evidence is copied, and existing copies stay.
 */
export async function mirrorEvidence(
  evidence: readonly BelievedEvidence[],
  { objects, bucket }: ArtifactBucket,
): Promise<void> {
  for (const { key, body } of evidence) await objects.create(bucket, key, body, { contentType: 'application/json' })
}
