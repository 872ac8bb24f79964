import '../sdk-support-warning.ts'
import type { BucketLocationConstraint, CreateBucketCommandInput } from '@aws-sdk/client-s3'
import type { Configure } from '../client-configuration.ts'
import { callOf, serviceCode } from '../service-errors.ts'
import type { BucketPolicy } from './artifact-bucket-policy.ts'
import { connectS3 } from './s3-connection.ts'

/**
 * Makes a bucket with versioning if it is missing, drops uploads that were not finished after two days and
 * templates of previews after three, and replaces
 * its policy with the given one, if there is one.
 * @throws StageError `service-refused` when another account has a bucket of this name
 */
export async function makeBucket(configure: Configure, bucket: string, policy?: BucketPolicy): Promise<void> {
  const { s3, client } = await connectS3(configure)
  try {
    await callOf(`S3 CreateBucket ${bucket}`, async () => {
      try {
        const place = locationOf(await client.config.region())
        await client.send(new s3.CreateBucketCommand({ Bucket: bucket, ...place }))
      } catch (error) {
        if (serviceCode(error) !== 'BucketAlreadyOwnedByYou') throw error
      }
    })
    const versions = { Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' as const } }
    await callOf(`S3 PutBucketVersioning ${bucket}`, () => client.send(new s3.PutBucketVersioningCommand(versions)))
    const rules = { Bucket: bucket, LifecycleConfiguration: { Rules: [unfinishedUploads, oldPreviews] } }
    await callOf(`S3 PutBucketLifecycleConfiguration ${bucket}`, () =>
      client.send(new s3.PutBucketLifecycleConfigurationCommand(rules)),
    )
    if (policy === undefined) return
    const put = new s3.PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(policy) })
    await callOf(`S3 PutBucketPolicy ${bucket}`, () => client.send(put))
  } finally {
    client.destroy()
  }
}

/** Parts of an upload that nobody finishes cost, and no list of objects shows them. */
const unfinishedUploads = {
  ID: 'unfinished-uploads',
  Status: 'Enabled' as const,
  Filter: { Prefix: '' },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
}

/** What previews of pull requests upload is worth nothing after days. */
const oldPreviews = {
  ID: 'previews',
  Status: 'Enabled' as const,
  Filter: { Prefix: 'previews/' },
  Expiration: { Days: 3 },
  NoncurrentVersionExpiration: { NoncurrentDays: 1 },
}

/** Every region but the oldest has to be named (S3 API Reference, "CreateBucket"). */
function locationOf(region: string): Pick<CreateBucketCommandInput, 'CreateBucketConfiguration'> {
  if (region === 'us-east-1') return {}
  return { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } }
}
