import { createHash } from 'node:crypto'
import { concurrently } from '../../core/pacing/concurrently.ts'
import type { ByteSource, StoredObject } from '../../core/ports/objects.ts'
import { type Artifact, artifactsOf } from './manifest.ts'
import { atMostSealed, missingArtifact, type Release, tamperedArtifact } from './read-release.ts'
import { type ArtifactBucket, blobKey } from './release-keys.ts'

/** The location of a content. */
export interface ContentPlace extends ArtifactBucket {
  /** Default: the key of its digest. */
  readonly key?: string | undefined
}

/** How many contents are verified at the same time. */
const concurrency = 8

/**
 * Verifies every content of a release that a deployment makes AWS use, in the bucket that AWS reads. Each takes one
 * call, by the SHA-256 that S3 stores. Multipart uploads have no such digest, and are read and hashed.
 * @throws StageError `release-tampered`
 */
export async function verifyContents(target: ArtifactBucket, { manifest }: Release): Promise<void> {
  const used = artifactsOf(manifest).filter(({ kind }) => kind !== 'gate' && kind !== 'model')
  await concurrently(used, concurrency, async (artifact) => {
    await verifyContent(target, artifact, await target.objects.find(target.bucket, blobKey(artifact.sha256)))
  })
}

/** How much of an object with a wrong size is read to name its digest. */
const namedBytes = 64 * 1024 * 1024

/**
 * Verifies one content.
 * @param found undefined when it is not there
 * @throws StageError `release-tampered` when it is missing; with both digests when it differs from the sealed content
 */
export async function verifyContent(
  target: ContentPlace,
  artifact: Artifact,
  found: StoredObject | undefined,
): Promise<void> {
  if (found === undefined) throw missingArtifact(target.bucket, artifact)
  const isRead = found.bytes === artifact.bytes || found.bytes <= namedBytes
  const digest = found.sha256 ?? (isRead ? await hashOf(target, artifact) : `${found.bytes} bytes`)
  if (digest !== artifact.sha256) throw tamperedArtifact(target.bucket, artifact, digest)
}

/**
 * Writes a content once. If another run wrote it first, that content is verified.
 * @throws StageError `release-tampered`
 */
export async function createContent(
  target: ContentPlace,
  artifact: Artifact,
  body: Uint8Array | ByteSource,
): Promise<'created' | 'exists'> {
  const { objects, bucket } = target
  const key = keyOf(target, artifact)
  const made = await objects.create(bucket, key, body, { sha256: artifact.sha256 })
  if (made === 'created') return made
  await verifyContent(target, artifact, await objects.find(bucket, key))
  return made
}

async function hashOf(place: ContentPlace, artifact: Artifact): Promise<string> {
  const stream = await place.objects.stream(place.bucket, keyOf(place, artifact))
  if (stream === undefined) throw missingArtifact(place.bucket, artifact)
  const hash = createHash('sha256')
  for await (const chunk of atMostSealed(stream, place.bucket, artifact)) hash.update(chunk)
  return hash.digest('hex')
}

function keyOf({ key }: ContentPlace, { sha256 }: Artifact): string {
  return key ?? blobKey(sha256)
}
