import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { concurrently } from '../../core/pacing/concurrently.ts'
import type { Files } from '../../core/ports/files.ts'
import type { ByteSource } from '../../core/ports/objects.ts'
import { sha256 } from '../../core/sha256.ts'
import { checkArchive } from '../archive/check-archive.ts'
import { bytesSource, fileSource, readPiece } from '../byte-source.ts'
import { type Artifact, artifactsOf, renderManifest } from './manifest.ts'
import {
  atMostSealed,
  missingArtifact,
  mostBytesOf,
  oversized,
  type Release,
  readManifest,
  tamperedArtifact,
} from './read-release.ts'
import { type ArtifactBucket, blobKey, manifestKey } from './release-keys.ts'
import { createContent, verifyContent } from './verify-contents.ts'
import { refuseOtherRelease, writeVersion } from './version-pointer.ts'

/** What was copied for a release. */
export interface MirroredRelease {
  /** Contents that this run copied. */
  readonly copied: number
  readonly contents: number
}

/** Larger contents are copied through a file instead of memory. */
const memoryBytes = 8 * 1024 * 1024

/**
 * Copies a release from one bucket into another. Each content is verified by its digest, also when it already exists in
 * the target; an archive must have only one possible reading. The contents come first, then the manifest, then the
 * version.
 * @throws StageError `release-tampered`, `archive-ambiguous`, `version-taken`; the target then has no manifest of the
 * release
 */
export async function mirrorRelease(
  source: ArtifactBucket,
  target: ArtifactBucket,
  release: Release,
  files: Files,
): Promise<MirroredRelease> {
  const { digest, manifest, version } = release
  if (version !== undefined) await refuseOtherRelease(target, manifest.application, version, digest)
  const artifacts = artifactsOf(manifest)
  const folder = await files.temporaryFolder('liftlock-mirror-')
  try {
    const copied = await concurrently(artifacts, 4, (artifact) => mirrorBlob(source, target, artifact, files, folder))
    await target.objects.create(target.bucket, manifestKey(digest), renderManifest(manifest), {
      sha256: digest,
      contentType: 'application/json',
    })
    await readManifest(target, digest)
    if (version !== undefined) await writeVersion(target, manifest.application, version, digest)
    return { copied: copied.filter((made) => made === 'created').length, contents: artifacts.length }
  } finally {
    await files.remove(folder)
  }
}

/**
 * Copies only the nested templates of a release, which CloudFormation needs for a preview. A release without nested
 * templates needs no right to write.
 */
export async function mirrorNestedTemplates(
  source: ArtifactBucket,
  target: ArtifactBucket,
  { manifest }: Release,
  files: Files,
): Promise<void> {
  const nested = manifest.artifacts.filter(({ kind }) => kind === 'template')
  const folder = await files.temporaryFolder('liftlock-mirror-')
  try {
    await concurrently(nested, 4, (artifact) => mirrorBlob(source, target, artifact, files, folder))
  } finally {
    await files.remove(folder)
  }
}

async function mirrorBlob(
  source: ArtifactBucket,
  target: ArtifactBucket,
  artifact: Artifact,
  files: Files,
  folder: string,
): Promise<'created' | 'exists'> {
  const key = blobKey(artifact.sha256)
  const found = await target.objects.find(target.bucket, key)
  if (found !== undefined) {
    await verifyContent(target, artifact, found)
    return 'exists'
  }
  const content = await fetchBlob(source, artifact, files, join(folder, artifact.sha256))
  if (artifact.kind === 'function' || artifact.kind === 'layer') await checkArchive(content, artifact.path)
  const body = artifact.bytes <= memoryBytes ? await readPiece(content, 0, artifact.bytes) : content
  return createContent(target, artifact, body)
}

/** The content, verified before its first use. */
async function fetchBlob(source: ArtifactBucket, artifact: Artifact, files: Files, path: string): Promise<ByteSource> {
  const key = blobKey(artifact.sha256)
  if (artifact.bytes <= memoryBytes) {
    const object = await source.objects
      .read(source.bucket, key, mostBytesOf(artifact))
      .catch(oversized(source.bucket, artifact))
    if (object === undefined) throw missingArtifact(source.bucket, artifact)
    const found = sha256(object.body)
    if (found !== artifact.sha256) throw tamperedArtifact(source.bucket, artifact, found)
    return bytesSource(object.body)
  }
  const stream = await source.objects.stream(source.bucket, key)
  if (stream === undefined) throw missingArtifact(source.bucket, artifact)
  const hash = createHash('sha256')
  await files.write(path, hashed(atMostSealed(stream, source.bucket, artifact), hash))
  const found = hash.digest('hex')
  if (found !== artifact.sha256) throw tamperedArtifact(source.bucket, artifact, found)
  return fileSource(files, path, artifact.bytes)
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of chunks) {
    hash.update(chunk)
    yield chunk
  }
}
