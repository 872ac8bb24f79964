import { bounded } from '../../core/bounded.ts'
import { objectLimits } from '../../core/object-limits.ts'
import { command, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { sha256 } from '../../core/sha256.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { type Artifact, parseManifest, type ReleaseManifest } from './manifest.ts'
import { type ArtifactBucket, blobKey, manifestKey } from './release-keys.ts'
import { findVersion, parseVersion } from './version-pointer.ts'

/** A release that was read and verified. */
export interface Release {
  /** SHA-256 of the manifest, hex; it identifies the release. */
  readonly digest: string
  readonly manifest: ReleaseManifest
  /** The version that was asked for, if any. */
  readonly version?: string
}

/**
 * Reads a release by its digest or by a version of an application. A digest may be shortened to 12 or more digits while
 * it is unambiguous, and may start with `sha256:`.
 * @throws StageError `release-missing`, `release-tampered`, `input-invalid`, `input-missing` for a version without an
 * application
 */
export async function readRelease(
  source: ArtifactBucket,
  wanted: { readonly release: string; readonly application?: string | undefined },
): Promise<Release> {
  const digits = /^(?:sha256:)?([0-9a-f]{12,64})$/.exec(wanted.release)?.[1]
  if (digits !== undefined) return readManifest(source, digits.length === 64 ? digits : await complete(source, digits))
  const version = parseRelease(wanted.release)
  if (wanted.application === undefined)
    throw new StageError('input-missing', `release ${version} is a version, but the application is unknown`, {
      hint: 'give the name of the application, or the digest of the release',
    })
  const digest = await findVersion(source, wanted.application, version)
  if (digest === undefined)
    throw new StageError(
      'release-missing',
      `there is no version ${version} of ${wanted.application} in ${source.bucket}`,
      {
        hint: next`${command('package', { version })} makes it`,
      },
    )
  return { ...(await readManifest(source, digest)), version }
}

/**
 * The bytes of an artifact.
 * @throws StageError `release-tampered` when they differ from the sealed bytes
 */
export async function readArtifact({ objects, bucket }: ArtifactBucket, artifact: Artifact): Promise<Uint8Array> {
  const object = await objects
    .read(bucket, blobKey(artifact.sha256), mostBytesOf(artifact))
    .catch(oversized(bucket, artifact))
  if (!object) throw missingArtifact(bucket, artifact)
  if (sha256(object.body) !== artifact.sha256) throw tamperedArtifact(bucket, artifact, sha256(object.body))
  return object.body
}

/**
 * The template of a release as `deploy` sends it to CloudFormation.
 * @throws StageError `release-tampered`
 */
export async function readTemplate(source: ArtifactBucket, { manifest }: Release): Promise<string> {
  return new TextDecoder().decode(await readArtifact(source, manifest.template))
}

/** A content that is slightly too large is still read, so that the error can name its digest. */
export function mostBytesOf({ bytes }: Artifact): number {
  return Math.min(Math.max(bytes, objectLimits.record), objectLimits.any)
}

/** Turns the error for a too large object into the error for a tampered release. */
export function oversized(bucket: string, artifact: Artifact): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof StageError) || error.reason !== 'object-too-large') throw error
    if (artifact.bytes > objectLimits.any) throw error
    throw tamperedArtifact(bucket, artifact, `more than ${artifact.bytes} bytes`)
  }
}

/**
 * The chunks of a content, up to the sealed size.
 * @throws StageError `release-tampered`
 */
export async function* atMostSealed(
  chunks: AsyncIterable<Uint8Array>,
  bucket: string,
  artifact: Artifact,
): AsyncIterable<Uint8Array> {
  const most = Math.max(artifact.bytes, objectLimits.record)
  yield* bounded(chunks, most, () => tamperedArtifact(bucket, artifact, `more than ${artifact.bytes} bytes`))
}

export function missingArtifact(bucket: string, artifact: Artifact): StageError {
  return new StageError(
    'release-tampered',
    `${artifact.path} (${blobKey(artifact.sha256)}) is missing from ${bucket}`,
    {
      hint: 'package the same tree again; it restores what is missing',
    },
  )
}

export function tamperedArtifact(bucket: string, artifact: Artifact, found: string): StageError {
  const message = `${artifact.path} in ${bucket} differs from the sealed content: found ${found}, sealed ${artifact.sha256}`
  return new StageError('release-tampered', message, { hint: 'find out who wrote it; a release is never edited' })
}

/** The most releases that are listed when their digests start alike. */
const mostShown = 20

async function complete({ objects, bucket }: ArtifactBucket, digits: string): Promise<string> {
  const prefix = manifestKey(digits).slice(0, -'.json'.length)
  const found: string[] = []
  for await (const { key } of objects.list(bucket, prefix)) {
    found.push(key.slice(-69, -'.json'.length))
    if (found.length === mostShown) break
  }
  if (found.length === 1) return found[0]!
  if (found.length === 0) throw missingRelease(bucket, digits)
  throw new StageError(
    'input-invalid',
    `release ${digits} is ambiguous: ${found.map((digest) => digest.slice(0, 20)).join(', ')}`,
    {
      hint: 'give more digits',
    },
  )
}

/** @throws StageError `release-missing`, `release-tampered` */
export async function readManifest({ objects, bucket }: ArtifactBucket, digest: string): Promise<Release> {
  const object = await objects.read(bucket, manifestKey(digest), objectLimits.manifest)
  if (!object) throw missingRelease(bucket, digest)
  const found = sha256(object.body)
  if (found !== digest)
    throw new StageError('release-tampered', `the manifest of release ${digest} in ${bucket} has digest ${found}`, {
      hint: 'package again; a release is never edited',
    })
  const manifest = parseManifest(object.body, {
    name: `the manifest of release ${shortDigest(digest)}, s3://${bucket}/${manifestKey(digest)},`,
    reason: 'release-tampered',
    // The digest is right, so these are the sealed bytes.
    hint: 'use the version of liftlock that made it, or newer',
  })
  return { digest, manifest }
}

function missingRelease(bucket: string, digest: string): StageError {
  return new StageError('release-missing', `there is no release ${shortDigest(digest)} in ${bucket}`, {
    hint: next`${command('package')} makes one`,
  })
}

function parseRelease(text: string): string {
  try {
    return parseVersion(text)
  } catch (cause) {
    throw new StageError('input-invalid', `release ${JSON.stringify(text)} is neither a digest nor a version`, {
      hint: 'give at least 12 digits of the digest, or a version like 1.4.0',
      cause,
    })
  }
}
