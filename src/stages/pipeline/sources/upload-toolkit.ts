import type { Context } from '../../../core/run/context.ts'
import { again, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { shortDigest } from '../../../core/text/short-digest.ts'
import { toolkitKey } from '../../../pipeline/rendering/source-keys.ts'
import { patientStore, type SourceBucket } from './source-bucket.ts'
import type { ToolkitArchive } from './toolkit-archive.ts'

/** An archive with the toolkit in the source bucket: the only version that the actions of a pipeline accept. */
export interface StoredToolkit {
  readonly key: string
  /** Its id in S3. */
  readonly version: string
}

/**
 * Uploads the archive unless the newest object under its key has the same digest, as the store computed it.
 * @param key the one of `liftlock.yml`
 * @throws StageError `service-refused` when others write the same key meanwhile, and those of `Objects`
 */
export async function uploadToolkit(
  source: SourceBucket,
  key: string,
  { body, sha256 }: Pick<ToolkitArchive, 'body' | 'sha256'>,
  context: Pick<Context, 'clock' | 'report' | 'signal'>,
): Promise<StoredToolkit & { readonly uploaded: boolean }> {
  const { bucket, account } = source
  const { objects } = account
  const own = toolkitKey(key, sha256)
  const repeat = patientStore(account, context)
  // What was written while the bucket kept no versions has none, and is written anew.
  const isOurs = (object: Awaited<ReturnType<typeof objects.find>>) =>
    object?.sha256 === sha256 && object.version !== undefined
  const before = await repeat(() => objects.find(bucket, own))
  if (!isOurs(before)) await repeat(() => objects.replace(bucket, own, body, before?.etag))
  const now = isOurs(before) ? before : await repeat(() => objects.find(bucket, own))
  if (!isOurs(now) || now?.version === undefined)
    throw new StageError('service-refused', `s3://${bucket}/${own} is not what was uploaded: another run writes it`, {
      hint: next`find out who else writes to the bucket, then ${again}`,
    })
  const uploaded = now !== before
  const what = uploaded ? 'uploaded' : 'is there already'
  context.report({ kind: 'note', text: `toolkit and configuration ${shortDigest(sha256)}: ${what}` })
  return { key: own, version: now.version, uploaded }
}
