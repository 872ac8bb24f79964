import { concurrently } from '../../core/pacing/concurrently.ts'
import type { ByteSource } from '../../core/ports/objects.ts'
import { sha256 } from '../../core/sha256.ts'
import { type Artifact, artifactsOf, type ReleaseManifest, renderManifest } from './manifest.ts'
import { readManifest } from './read-release.ts'
import { type ArtifactBucket, blobKey, manifestKey } from './release-keys.ts'
import { createContent, verifyContent } from './verify-contents.ts'
import { refuseOtherRelease, writeVersion } from './version-pointer.ts'

/** Contents of artifacts by their SHA-256. */
export type Blobs = ReadonlyMap<string, Uint8Array | ByteSource>

/** The result of writing a release. */
export interface WrittenRelease {
  readonly digest: string
  /** Contents that this run uploaded. */
  readonly uploaded: number
  /** Number of contents of the release. */
  readonly contents: number
  /** Whether the bucket already contained all of it. */
  readonly unchanged: boolean
}

const largeBytes = 1024 * 1024

/**
 * Writes a release: contents first, then the manifest, then the version that points to it. The part that marks it as
 * complete comes last, so the next run completes an interrupted one. Existing contents are not uploaded again.
 * @throws StageError `version-taken` before anything is written, `release-tampered` when a key has other bytes
 */
export async function writeRelease(
  target: ArtifactBucket,
  manifest: ReleaseManifest,
  blobs: Blobs,
  version?: string,
): Promise<WrittenRelease> {
  const bytes = renderManifest(manifest)
  const digest = sha256(bytes)
  if (version !== undefined) await refuseOtherRelease(target, manifest.application, version, digest)

  const artifacts = artifactsOf(manifest)
  const small = artifacts.filter((artifact) => artifact.bytes < largeBytes)
  const large = artifacts.filter((artifact) => artifact.bytes >= largeBytes)
  const write = (artifact: Artifact) => writeBlob(target, artifact, blobs)
  const uploads = (await Promise.all([concurrently(small, 8, write), concurrently(large, 2, write)])).flat()

  const options = { sha256: digest, contentType: 'application/json' }
  const sealed = await target.objects.create(target.bucket, manifestKey(digest), bytes, options)
  if (sealed === 'exists') await readManifest(target, digest)
  const pointed = version === undefined ? 'exists' : await writeVersion(target, manifest.application, version, digest)
  const uploaded = uploads.filter((made) => made === 'created').length
  return {
    digest,
    uploaded,
    contents: artifacts.length,
    unchanged: uploaded === 0 && sealed === 'exists' && pointed === 'exists',
  }
}

async function writeBlob(target: ArtifactBucket, artifact: Artifact, blobs: Blobs): Promise<'created' | 'exists'> {
  const found = await target.objects.find(target.bucket, blobKey(artifact.sha256))
  if (found) {
    await verifyContent(target, artifact, found)
    return 'exists'
  }
  const body = blobs.get(artifact.sha256)
  if (body === undefined) throw new Error(`no content was given for ${artifact.path} (${artifact.sha256})`)
  return createContent(target, artifact, body)
}
