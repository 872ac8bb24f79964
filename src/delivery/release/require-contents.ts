import { concurrently } from '../../core/pacing/concurrently.ts'
import { artifactsOf } from './manifest.ts'
import type { Release } from './read-release.ts'
import { type ArtifactBucket, blobKey } from './release-keys.ts'
import { verifyContent } from './verify-contents.ts'

/**
 * Verifies every content of a release in the target or else in the source, before a plan is approved. So nobody
 * approves a release that cannot be copied afterwards.
 * @throws StageError `release-tampered`
 */
export async function requireContents(
  source: ArtifactBucket,
  target: ArtifactBucket,
  { manifest }: Release,
): Promise<void> {
  await concurrently(artifactsOf(manifest), 8, async (artifact) => {
    const key = blobKey(artifact.sha256)
    const there = await target.objects.find(target.bucket, key)
    const found = there ?? (await source.objects.find(source.bucket, key))
    await verifyContent(there === undefined ? source : target, artifact, found)
  })
}
