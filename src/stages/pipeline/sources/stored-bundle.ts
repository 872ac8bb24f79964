import { z } from 'zod'
import { parseRecord } from '../../../core/documents/stored-record.ts'
import { objectLimits } from '../../../core/object-limits.ts'
import type { AwsAccount } from '../../../core/ports/aws.ts'
import type { SourceRevision } from '../../../core/ports/pipelines.ts'
import type { Context } from '../../../core/run/context.ts'
import { command, input, meaning, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { shortDigest } from '../../../core/text/short-digest.ts'
import type { ReleaseSource } from '../../../pipeline/rendering/release-source.ts'
import { bundleKey, bundleVersionKey } from '../../../pipeline/rendering/source-keys.ts'
import type { Bundle } from './read-bundle.ts'
import { patientStore } from './source-bucket.ts'

type Store = Pick<AwsAccount, 'objects'>
type Repeating = Pick<Context, 'clock' | 'signal'>

const pointerSchema = z.strictObject({ version: z.string(), release: z.string().regex(/^[0-9a-f]{64}$/) })

/** A version, and the application that it is one of: a bucket may have the bundles of several. */
export interface BundleVersion {
  readonly application: string
  readonly version: string
}

/**
 * The revision by which an execution reads exactly this bundle: its key with its version.
 * @throws StageError `release-missing` when the bundle is not there
 */
export async function bundleRevision(
  source: ReleaseSource,
  release: string,
  store: Store,
  context: Repeating,
): Promise<readonly SourceRevision[]> {
  const found = await findBundle(source, release, store, context)
  if (found !== undefined) return found
  const { bucket, key } = source
  const message = `the bundle of release ${shortDigest(release)} is not in s3://${bucket}/${bundleKey(key, release)}`
  throw new StageError('release-missing', message, {
    hint: next`make it with ${command('package', { export: meaning('release.zip') })}, then give it: ${input('bundle', meaning('release.zip'))}`,
  })
}

/** The same; undefined when the bundle is not there. */
export async function findBundle(
  { action, bucket, key }: ReleaseSource,
  release: string,
  store: Store,
  context: Repeating,
): Promise<readonly SourceRevision[] | undefined> {
  const own = bundleKey(key, release)
  const object = await patientStore(store, context)(() => store.objects.find(bucket, own))
  if (object === undefined) return undefined
  const revision = (revisionType: SourceRevision['revisionType'], revisionValue: string) => {
    return { actionName: action, revisionType, revisionValue }
  }
  return [
    revision('S3_OBJECT_KEY', own),
    ...(object.version === undefined ? [] : [revision('S3_OBJECT_VERSION_ID', object.version)]),
  ]
}

/**
 * Uploads a bundle that the bucket does not have, and afterwards the pointer of its version.
 * @returns whether it was uploaded now
 * @throws StageError `version-taken` when the version names another release; then nothing is uploaded
 */
export async function uploadBundle(
  { bucket, key }: ReleaseSource,
  bundle: Bundle,
  store: Store,
  context: Repeating,
): Promise<boolean> {
  const { application, release, source, sha256 } = bundle
  const { objects } = store
  const repeat = patientStore(store, context)
  const version = bundle.version === undefined ? undefined : { application, version: bundle.version }
  if (version !== undefined) await refuseTaken({ bucket, key }, version, release, store, context)
  const made = await repeat(() => objects.create(bucket, bundleKey(key, release), source, { sha256 }))
  if (version !== undefined) {
    const pointer = Buffer.from(JSON.stringify({ release, version: version.version }))
    await repeat(() => objects.create(bucket, bundleVersionKey(key, application, version.version), pointer))
    await refuseTaken({ bucket, key }, version, release, store, context)
  }
  return made === 'created'
}

/**
 * The release that a version names among the bundles.
 * @throws StageError `release-missing` when no bundle of it was uploaded, `release-tampered`
 */
export async function releaseOfVersion(
  source: Pick<ReleaseSource, 'bucket' | 'key'>,
  asked: BundleVersion,
  store: Store,
  context: Repeating,
): Promise<string> {
  const release = await findReleaseOf(source, asked, store, context)
  if (release !== undefined) return release
  throw new StageError(
    'release-missing',
    `no bundle of version ${asked.version} of ${asked.application} is in ${source.bucket}`,
    {
      hint: next`make it with ${command('package', { version: asked.version, export: meaning('release.zip') })}, then give it: ${input('bundle', meaning('release.zip'))}`,
    },
  )
}

async function findReleaseOf(
  { bucket, key }: Pick<ReleaseSource, 'bucket' | 'key'>,
  asked: BundleVersion,
  store: Store,
  context: Repeating,
): Promise<string | undefined> {
  const { application, version } = asked
  const own = bundleVersionKey(key, application, version)
  const object = await patientStore(store, context)(() => store.objects.read(bucket, own, objectLimits.record))
  if (object === undefined) return undefined
  const name = `s3://${bucket}/${own}`
  const pointer = parseRecord(object.body, pointerSchema, { name, reason: 'release-tampered', hint: 'give the digest' })
  if (pointer.version === version) return pointer.release
  throw new StageError('release-tampered', `${name} is about version ${pointer.version}`, { hint: 'give the digest' })
}

async function refuseTaken(
  source: Pick<ReleaseSource, 'bucket' | 'key'>,
  asked: BundleVersion,
  release: string,
  store: Store,
  context: Repeating,
): Promise<void> {
  const named = await findReleaseOf(source, asked, store, context)
  if (named === undefined || named === release) return
  const message = `version ${asked.version} of ${asked.application} names release ${shortDigest(named)} in ${source.bucket}, not ${shortDigest(release)}`
  throw new StageError('version-taken', message, { hint: 'give the next version; a version is never moved' })
}
