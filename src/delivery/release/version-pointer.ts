import { valid } from 'semver'
import { z } from 'zod'
import { parseRecord, unreadable } from '../../core/documents/stored-record.ts'
import { objectLimits } from '../../core/object-limits.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { shortDigest } from '../../core/text/short-digest.ts'
import { bucketRecord } from '../bucket-record.ts'
import { canonicalJson } from '../canonical-json.ts'
import { type ArtifactBucket, versionKey } from './release-keys.ts'

const pointerSchema = z.strictObject({
  application: z.string(),
  version: z.string(),
  release: z.string().regex(/^[0-9a-f]{64}$/),
})

/**
 * A version in the form of SemVer 2.0.0, without the prefix `v` and without build metadata.
 * @throws StageError `input-invalid`
 */
export function parseVersion(text: string): string {
  const version = valid(text)
  if (version === null || version !== text)
    throw new StageError('input-invalid', `version ${JSON.stringify(text)} is not a version of SemVer 2.0.0`, {
      hint: version === null ? 'write it like 1.4.0 or 1.4.0-rc.1' : `write ${version}`,
    })
  return version
}

/**
 * The digest that a version points to; undefined when the version does not exist.
 * @throws StageError `release-tampered`
 */
export async function findVersion(
  { objects, bucket }: ArtifactBucket,
  application: string,
  version: string,
): Promise<string | undefined> {
  const key = versionKey(application, version)
  const object = await objects.read(bucket, key, objectLimits.record)
  if (!object) return undefined
  const stored = bucketRecord('release-tampered', { bucket, key })
  const pointer = parseRecord(object.body, pointerSchema, stored)
  if (pointer.application !== application || pointer.version !== version)
    throw unreadable(
      stored,
      `points to version ${pointer.version} of ${pointer.application}, not to ${version} of ${application}`,
    )
  return pointer.release
}

/** The bytes of a pointer. */
export function renderPointer(application: string, version: string, release: string): Uint8Array {
  return new TextEncoder().encode(canonicalJson({ application, version, release }))
}

/**
 * Points a version to a release, permanently. Writing the same again is allowed.
 * @throws StageError `version-taken` when it points to another release
 */
export async function writeVersion(
  target: ArtifactBucket,
  application: string,
  version: string,
  release: string,
): Promise<'created' | 'exists'> {
  const body = renderPointer(application, version, release)
  const key = versionKey(application, version)
  const outcome = await target.objects.create(target.bucket, key, body, { contentType: 'application/json' })
  if (outcome === 'exists') await refuseOtherRelease(target, application, version, release)
  return outcome
}

/** @throws StageError `version-taken` when the version exists and points to another release */
export async function refuseOtherRelease(
  target: ArtifactBucket,
  application: string,
  version: string,
  release: string,
): Promise<void> {
  const named = await findVersion(target, application, version)
  if (named === undefined || named === release) return
  const message = `version ${version} of ${application} names release ${shortDigest(named)}, not ${shortDigest(release)}`
  throw new StageError('version-taken', message, {
    hint: 'give the next version; a version is never moved',
  })
}
