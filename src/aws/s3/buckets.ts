import type { Buckets } from '../../core/ports/buckets.ts'
import type { Configure } from '../client-configuration.ts'
import { connectedOnce } from '../connected-once.ts'
import { callOf, serviceCode } from '../service-errors.ts'
import type { BucketPolicy } from './artifact-bucket-policy.ts'
import { expiryIn } from './lifecycle-expiry.ts'
import { makeBucket } from './make-bucket.ts'
import { connectS3 } from './s3-connection.ts'

/** The buckets of an account. The client loads on first use. */
export function s3Buckets(configure: Configure): Buckets {
  const connected = connectedOnce(() => connectS3(configure))
  return {
    async versioning(bucket, owner) {
      const { s3, client } = await connected()
      const request = new s3.GetBucketVersioningCommand({ Bucket: bucket, ExpectedBucketOwner: owner })
      const { Status } = await callOf(`S3 GetBucketVersioning ${bucket}`, () => client.send(request))
      if (Status === 'Enabled') return 'enabled'
      return Status === 'Suspended' ? 'suspended' : 'never'
    },
    async expiry(bucket, prefix) {
      const { s3, client } = await connected()
      const request = new s3.GetBucketLifecycleConfigurationCommand({ Bucket: bucket })
      const call = `S3 GetBucketLifecycleConfiguration ${bucket}`
      const rules = await callOf(call, async () => {
        try {
          return (await client.send(request)).Rules ?? []
        } catch (error) {
          if (serviceCode(error) === 'NoSuchLifecycleConfiguration') return []
          throw error
        }
      })
      return expiryIn(rules, prefix)
    },
    makeVersioned: (bucket, partition) => makeBucket(configure, bucket, onlyByTls(bucket, partition)),
  }
}

function onlyByTls(bucket: string, partition: string): BucketPolicy {
  const arn = `arn:${partition}:s3:::${bucket}`
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyByTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  }
}
