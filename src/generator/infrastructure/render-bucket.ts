import { retained } from './tables.ts'
import { attribute, ref, sub, type TemplateResources } from './template.ts'

/** The application's own bucket: encrypted, closed to the public, reached over TLS only. */
export function renderBucket(): TemplateResources {
  return [
    [
      'ApplicationBucket',
      {
        Type: 'AWS::S3::Bucket',
        ...retained,
        Properties: {
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
          },
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
          VersioningConfiguration: { Status: 'Enabled' },
          LifecycleConfiguration: {
            Rules: [
              {
                Id: 'unfinished-uploads',
                Status: 'Enabled',
                AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
              },
              {
                Id: 'former-versions',
                Status: 'Enabled',
                NoncurrentVersionExpiration: { NoncurrentDays: 90 },
              },
            ],
          },
        },
      },
    ],
    [
      'ApplicationBucketPolicy',
      {
        Type: 'AWS::S3::BucketPolicy',
        Properties: {
          Bucket: ref('ApplicationBucket'),
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Sid: 'TlsOnly',
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: [attribute('ApplicationBucket', 'Arn'), sub('${ApplicationBucket.Arn}/*')],
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ],
          },
        },
      },
    ],
  ]
}
