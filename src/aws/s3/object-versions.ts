import { pageGuard } from '../../core/pacing/page-guard.ts'
import type { ObjectVersion } from '../../core/ports/objects.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { callOf } from '../service-errors.ts'
import type { S3Connection } from './s3-connection.ts'

/** Lists all versions and delete markers below a prefix (S3 API reference, "ListObjectVersions"), page after page. */
export async function* listVersions(
  { s3, client }: S3Connection,
  bucket: string,
  prefix: string,
): AsyncIterable<ObjectVersion> {
  const what = `S3 ListObjectVersions s3://${bucket}/${prefix}`
  const guard = pageGuard(what)
  let from: { readonly KeyMarker?: string | undefined; readonly VersionIdMarker?: string | undefined } | undefined = {}
  while (from !== undefined) {
    const request: InstanceType<typeof s3.ListObjectVersionsCommand> = new s3.ListObjectVersionsCommand({
      Bucket: bucket,
      Prefix: prefix,
      ...from,
    })
    const page = await callOf(what, () => client.send(request))
    for (const version of page.Versions ?? []) yield versionOf(version, bucket, false)
    for (const mark of page.DeleteMarkers ?? []) yield versionOf(mark, bucket, true)
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page
    from = guard(page.IsTruncated ? { KeyMarker, VersionIdMarker } : undefined)
  }
}

interface Listed {
  readonly Key?: string | undefined
  readonly VersionId?: string | undefined
  readonly LastModified?: Date | undefined
  readonly Size?: number | undefined
}

function versionOf({ Key: key = '', VersionId, LastModified, Size }: Listed, bucket: string, deleted: boolean) {
  if (LastModified === undefined)
    throw new StageError('service-refused', `S3 ListObjectVersions does not say when s3://${bucket}/${key} was written`)
  const modifiedSeconds = Math.floor(LastModified.getTime() / 1000)
  return { key, version: VersionId ?? 'null', modifiedSeconds, bytes: deleted ? 0 : (Size ?? 0), deleted }
}
