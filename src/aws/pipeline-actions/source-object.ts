import type { Configure } from '../client-configuration.ts'
import { connectS3, type S3Connection } from '../s3/s3-connection.ts'

/** An object in a bucket. */
export interface ObjectPlace {
  readonly bucket: string
  readonly key: string
}

/** What a source found. */
export interface SourceObject {
  /** Undefined in a bucket without versions. */
  readonly versionId: string | undefined
  /** Without quotes. */
  readonly etag: string
  /** Epoch milliseconds. */
  readonly modified: number | undefined
}

/**
 * Copies an object into the store of artifacts. The service encrypts there by KMS in any case; the emulator has no key
 * of its own for that, so only the key that a definition names is used.
 * @param versionId the newest version by default
 */
export async function copySource(
  configure: Configure,
  from: ObjectPlace,
  versionId: string | undefined,
  to: ObjectPlace,
  encryptionKey: string | undefined,
): Promise<SourceObject> {
  const { s3, client } = await connectS3(configure)
  try {
    await client.send(new s3.GetBucketVersioningCommand({ Bucket: from.bucket }))
    const found = await readVersion({ s3, client }, from, versionId)
    const source = {
      versionId: found.VersionId === 'null' ? undefined : found.VersionId,
      etag: found.ETag?.replaceAll('"', '') ?? '',
      modified: found.LastModified?.getTime(),
    }
    if (source.versionId === undefined) return source
    await client.send(
      new s3.PutObjectCommand({
        Bucket: to.bucket,
        Key: to.key,
        Body: (await found.Body?.transformToByteArray()) ?? new Uint8Array(),
        ...(encryptionKey !== undefined && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryptionKey }),
      }),
    )
    return source
  } finally {
    client.destroy()
  }
}

/**
 * Reads a version; the newest one is looked up, and then read by its id. So the service needs all rights that are
 * documented for it (CodePipeline User Guide, "Amazon S3 source action reference").
 */
async function readVersion({ s3, client }: S3Connection, { bucket, key }: ObjectPlace, versionId: string | undefined) {
  const place = { Bucket: bucket, Key: key }
  if (versionId !== undefined) return await client.send(new s3.GetObjectCommand({ ...place, VersionId: versionId }))
  const newest = await client.send(new s3.GetObjectCommand(place))
  if (newest.VersionId === undefined || newest.VersionId === 'null') return newest
  await newest.Body?.transformToByteArray()
  return await client.send(new s3.GetObjectCommand({ ...place, VersionId: newest.VersionId }))
}

/** What tells the newest version of an object from others: its id, or its tag in a bucket without versions. */
export async function newestVersion(configure: Configure, { bucket, key }: ObjectPlace): Promise<string | undefined> {
  const { s3, client } = await connectS3(configure)
  try {
    const { VersionId, ETag } = await client.send(new s3.HeadObjectCommand({ Bucket: bucket, Key: key }))
    return VersionId === undefined || VersionId === 'null' ? ETag : VersionId
  } catch (error) {
    if ((error as Error).name === 'NotFound') return undefined
    throw error
  } finally {
    client.destroy()
  }
}
