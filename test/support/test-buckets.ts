import { CreateBucketCommand, ListMultipartUploadsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { Configure } from '../../src/aws/client-configuration.ts'
import type { EmulatorAddress } from './local-clients.ts'

/** Configuration of clients for an emulated account, at the emulator's address or a proxy's. */
export function configureAt({ endpoint, secretAccessKey }: EmulatorAddress, account = '111111111111'): Configure {
  const credentials = async () => ({ accessKeyId: account, secretAccessKey })
  return async () => ({ region: 'eu-west-1', endpoint, credentials })
}

/** What tests do to a bucket behind the back of the code under test. */
export async function makeBucket(emulator: EmulatorAddress, bucket: string, account = '111111111111') {
  const client = new S3Client({ ...(await configureAt(emulator, account)()), forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  return {
    /** Replaces an object, as nobody should; the store keeps its SHA-256 where that is asked for. */
    overwrite: (key: string, body: string, checksum = false) =>
      client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: body,
          ...(checksum ? { ChecksumAlgorithm: 'SHA256' as const } : {}),
        }),
      ),
    openUploads: async () =>
      (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads?.length ?? 0,
  }
}
