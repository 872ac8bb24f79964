import { retained } from './tables.ts'
import { attribute, ref, sub, type TemplateResources, type Value } from './template.ts'

export interface BucketUse {
  /**
   * Whether users upload files: web pages of any origin may send them to a presigned URL, and EventBridge is notified.
   */
  readonly uploads: boolean
  /** Additional lifecycle rules. */
  readonly rules?: readonly Value[]
}

/** The application's own bucket: encrypted, not public, and accessible over TLS only. */
export function renderBucket({ uploads, rules = [] }: BucketUse): TemplateResources {
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
              ...rules,
            ],
          },
          ...(uploads ? takingUploads : {}),
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

const takingUploads = {
  NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
  CorsConfiguration: {
    CorsRules: [{ AllowedMethods: ['PUT'], AllowedOrigins: ['*'], AllowedHeaders: ['*'], MaxAge: 3600 }],
  },
} satisfies Record<string, Value>
