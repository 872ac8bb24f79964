import './sdk-support-warning.ts'
import type { Configure } from './client-configuration.ts'
import { connectS3 } from './s3-connection.ts'
import { callOf, serviceCode } from './service-errors.ts'

/** Makes a bucket that keeps all versions when it is absent, and lets other accounts read its objects (the policy is replaced when there are any). */
export async function makeBucket(configure: Configure, bucket: string, readers: readonly string[]): Promise<void> {
  const { s3, client } = await connectS3(configure)
  try {
    await callOf(`S3 CreateBucket ${bucket}`, async () => {
      try {
        await client.send(new s3.CreateBucketCommand({ Bucket: bucket }))
      } catch (error) {
        if (serviceCode(error) !== 'BucketAlreadyOwnedByYou') throw error
      }
    })
    const VersioningConfiguration = { Status: 'Enabled' as const }
    const versioning = new s3.PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration })
    await callOf(`S3 PutBucketVersioning ${bucket}`, () => client.send(versioning))
    if (readers.length === 0) return
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: readers.map((account) => `arn:aws:iam::${account}:root`) },
          Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:ListBucket', 's3:ListBucketVersions'],
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        },
      ],
    })
    const put = new s3.PutBucketPolicyCommand({ Bucket: bucket, Policy })
    await callOf(`S3 PutBucketPolicy ${bucket}`, () => client.send(put))
  } finally {
    client.destroy()
  }
}
