import type * as sdk from '@aws-sdk/client-s3'
import type { Configure } from '../client-configuration.ts'
import { connectS3, type S3Connection } from '../s3/s3-connection.ts'
import type { ObjectPlace } from './source-object.ts'

/** How an object is written. */
export interface WrittenObject {
  readonly contentType?: string
  readonly cacheControl?: string
  /** A canned access control list, such as `public-read`. */
  readonly acl?: string
  /** The KMS key that encrypts it. */
  readonly encryptionKey?: string | undefined
}

/** Objects of a bucket as an action reads and writes them. Errors are those of the client. */
export interface ArtifactObjects {
  read(place: ObjectPlace): Promise<Uint8Array>
  write(place: ObjectPlace, content: Uint8Array, how?: WrittenObject): Promise<void>
  close(): void
}

/** Reaches S3 through one client, made on first use. */
export function artifactObjects(configure: Configure): ArtifactObjects {
  let made: Promise<S3Connection> | undefined
  const connect = () => {
    made ??= connectS3(configure)
    return made
  }
  return {
    read: async ({ bucket: Bucket, key: Key }) => {
      const { s3, client } = await connect()
      const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key }))
      return (await Body?.transformToByteArray()) ?? new Uint8Array()
    },
    write: async ({ bucket: Bucket, key: Key }, Body, how = {}) => {
      const { contentType, cacheControl, acl, encryptionKey } = how
      const { s3, client } = await connect()
      await client.send(
        new s3.PutObjectCommand({
          Bucket,
          Key,
          Body,
          ...(contentType !== undefined && { ContentType: contentType }),
          ...(cacheControl !== undefined && { CacheControl: cacheControl }),
          ...(acl !== undefined && { ACL: acl as sdk.ObjectCannedACL }),
          ...(encryptionKey !== undefined && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: encryptionKey }),
        }),
      )
    },
    close: () => void made?.then(({ client }) => client.destroy()).catch(() => undefined),
  }
}
