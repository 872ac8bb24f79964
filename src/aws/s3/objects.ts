import { objectLimits, readObject, refuseLarge } from '../../core/object-limits.ts'
import { pageGuard } from '../../core/pacing/page-guard.ts'
import type { ByteSource, Objects, StoredObject } from '../../core/ports/objects.ts'
import { defined } from '../../core/run/defined.ts'
import type { Configure } from '../client-configuration.ts'
import { connectedOnce } from '../connected-once.ts'
import { callOf, httpStatus, serviceCode } from '../service-errors.ts'
import { attemptsOf, isPreconditionFailed, retriedOnConflict } from './conditional-write.ts'
import { multipartThreshold, uploadInParts } from './multipart-upload.ts'
import { streamObject } from './object-stream.ts'
import { listVersions } from './object-versions.ts'
import { connectS3, type S3Connection } from './s3-connection.ts'
import { base64Of, hexOf, sha256Base64 } from './sha256.ts'

/**
 * S3 behind our port. The SDK loads on first use; a custom endpoint uses path-style addresses. Semantics: "Conditional
 * writes" and "Checking object integrity" of the S3 User Guide.
 */
export function s3Objects(configure: Configure): Objects {
  const connected = connectedOnce(() => connectS3(configure))
  return {
    find: async (bucket, key) => find(await connected(), bucket, key),
    read: async (bucket, key, most) => read(await connected(), { bucket, key }, most),
    stream: async (bucket, key) => (await streamObject(await connected(), bucket, key))?.body,
    create: async (bucket, key, body, options) => create(await connected(), bucket, key, body, options ?? {}),
    replace: async (bucket, key, body, etag) => replace(await connected(), bucket, key, body, etag),
    async *list(bucket, prefix) {
      yield* list(await connected(), bucket, prefix)
    },
    async *versions(bucket, prefix) {
      yield* listVersions(await connected(), bucket, prefix)
    },
    readVersion: async (bucket, key, version, most) =>
      (await read(await connected(), { bucket, key, version }, most))?.body,
  }
}

async function find({ s3, client }: S3Connection, bucket: string, key: string): Promise<StoredObject | undefined> {
  const request = new s3.HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' })
  return callOf(`S3 HeadObject s3://${bucket}/${key}`, async () => {
    try {
      const found = await client.send(request)
      const version = found.VersionId === 'null' ? undefined : found.VersionId
      return { ...stored(key, found.ContentLength, found.ETag, found.ChecksumSHA256), ...defined({ version }) }
    } catch (error) {
      if (httpStatus(error) === 404 && serviceCode(error) !== 'NoSuchBucket') return undefined
      throw error
    }
  })
}

interface ObjectVersionAddress {
  readonly bucket: string
  readonly key: string
  readonly version?: string
}

async function read(
  connection: S3Connection,
  { bucket, key, version }: ObjectVersionAddress,
  most: number = objectLimits.any,
) {
  const object = await streamObject(connection, bucket, key, version)
  if (!object) return undefined
  const address = `s3://${bucket}/${key}`
  try {
    refuseLarge(address, object.bytes, most)
    return { body: await readObject(object.body, most, address), etag: object.etag }
  } catch (error) {
    object.discard()
    throw error
  }
}

async function create(
  connection: S3Connection,
  bucket: string,
  key: string,
  body: Uint8Array | ByteSource,
  options: { readonly sha256?: string; readonly contentType?: string },
): Promise<'created' | 'exists'> {
  if (!(body instanceof Uint8Array) && body.bytes > multipartThreshold)
    return uploadInParts(connection, bucket, key, body, options)
  const { s3, client } = connection
  const bytes = body instanceof Uint8Array ? body : await readAll(body)
  const request = new s3.PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: bytes,
    IfNoneMatch: '*',
    ChecksumSHA256: options.sha256 === undefined ? sha256Base64(bytes) : base64Of(options.sha256),
    ContentType: options.contentType,
  })
  return callOf(`S3 PutObject s3://${bucket}/${key}`, async () => {
    try {
      await retriedOnConflict(() => client.send(request))
      return 'created'
    } catch (error) {
      if (isPreconditionFailed(error)) return 'exists'
      throw error
    }
  })
}

async function replace(
  connection: S3Connection,
  bucket: string,
  key: string,
  body: Uint8Array,
  etag: string | undefined,
): Promise<'replaced' | 'changed'> {
  const { s3, client } = connection
  const request = new s3.PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: body,
    ...(etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }),
    ChecksumSHA256: sha256Base64(body),
    ContentType: 'application/json',
  })
  return callOf(`S3 PutObject s3://${bucket}/${key}`, async () => {
    try {
      await retriedOnConflict(() => client.send(request))
      return 'replaced'
    } catch (error) {
      const gone = etag !== undefined && serviceCode(error) === 'NoSuchKey'
      if (!isPreconditionFailed(error) && !gone) throw error
      // If an answer was lost, the client's second attempt may meet the object that its first attempt wrote.
      const now = attemptsOf(error) > 1 ? await read(connection, { bucket, key }) : undefined
      return now && Buffer.compare(now.body, body) === 0 ? 'replaced' : 'changed'
    }
  })
}

async function* list({ s3, client }: S3Connection, bucket: string, prefix: string): AsyncIterable<StoredObject> {
  const what = `S3 ListObjectsV2 s3://${bucket}/${prefix}`
  const guard = pageGuard(what)
  let token: string | undefined
  do {
    const request = new s3.ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token })
    const page = await callOf(what, () => client.send(request))
    for (const object of page.Contents ?? []) yield stored(object.Key ?? '', object.Size, object.ETag)
    token = guard(page.IsTruncated ? page.NextContinuationToken : undefined)
  } while (token !== undefined)
}

/** The checksum of an upload in parts covers the checksums of its parts ("…-3"), not the bytes of the whole. */
function stored(key: string, bytes = 0, etag = '', checksum?: string): StoredObject {
  const sha256 = checksum === undefined || checksum.includes('-') ? undefined : hexOf(checksum)
  return { key, bytes, etag, ...defined({ sha256 }) }
}

async function readAll(source: ByteSource): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of source.read(0, source.bytes)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
