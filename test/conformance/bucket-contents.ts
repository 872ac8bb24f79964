import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'

/** The objects of a bucket by key. */
export type Contents = ReadonlyMap<string, Uint8Array>

/** Reads all objects of a bucket, in the order of their keys. */
export async function contentsOf(s3: S3Client, Bucket: string): Promise<Contents> {
  const { Contents: listed = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
  const read = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    return [Key, await Body!.transformToByteArray()] as const
  }
  return new Map(await Promise.all(listed.map(({ Key }) => read(Key!))))
}

/** Makes a bucket as if it never had any other objects: all versions of everything else are gone. */
export async function restoreContents(s3: S3Client, Bucket: string, contents: Contents): Promise<void> {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }))
  const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key: Key!, VersionId: VersionId! }))
  if (Objects.length > 0) await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
  for (const [Key, Body] of contents) await s3.send(new PutObjectCommand({ Bucket, Key, Body }))
}
