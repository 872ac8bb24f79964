import type { BelievedEvidence } from '../evidence/believed-evidence.ts'
import type { ArtifactBucket } from '../release/release-keys.ts'

/**
 * Keeps a copy of the evidence that let a release in, beside the release in the target's bucket: a record for people, which no stage reads as
 * proof. Nothing but what was checked is copied; what lies there already stays.
 */
export async function mirrorEvidence(
  evidence: readonly BelievedEvidence[],
  { objects, bucket }: ArtifactBucket,
): Promise<void> {
  for (const { key, body } of evidence) await objects.create(bucket, key, body, { contentType: 'application/json' })
}
