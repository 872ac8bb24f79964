import '../sdk-support-warning.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Configure } from '../client-configuration.ts'
import { callOf } from '../service-errors.ts'
import { connectS3 } from './s3-connection.ts'

/**
 * Writes an object into a bucket with versions.
 * @returns the id of the new version
 * @throws StageError `service-refused` for a bucket without versions
 */
export async function putVersion(configure: Configure, bucket: string, key: string, body: Uint8Array): Promise<string> {
  const { s3, client } = await connectS3(configure)
  try {
    const put = new s3.PutObjectCommand({ Bucket: bucket, Key: key, Body: body })
    const { VersionId } = await callOf(`S3 PutObject s3://${bucket}/${key}`, () => client.send(put))
    if (VersionId !== undefined) return VersionId
    throw new StageError('service-refused', `bucket ${bucket} keeps no versions, and a pipeline takes one of them`)
  } finally {
    client.destroy()
  }
}
