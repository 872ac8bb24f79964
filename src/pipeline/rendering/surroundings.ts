import { artifactBucketOf, artifactKeys, artifactReaders, nativePlaces, nativeRole } from './native-roles.ts'
import { endRules, renderEndRules } from './notifications.ts'
import { partitionOf } from './partition.ts'
import { logGroupName } from './pipeline-roles.ts'
import type { Resources } from './roles.ts'
import type { WantedPipeline } from './wanted.ts'

/** A creation that fails leaves nothing behind, which would be in the way of the next one. */
const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }

/** What a pipeline needs around it: the bucket for its artifacts, their key, its log, and who is told of what. */
export function renderSurroundings(wanted: WantedPipeline): Resources {
  return {
    Key: { Type: 'AWS::KMS::Key', ...kept, Properties: artifactKey(wanted) },
    MessageKey: { Type: 'AWS::KMS::Key', ...kept, Properties: messageKey(wanted) },
    Artifacts: { Type: 'AWS::S3::Bucket', ...kept, Properties: bucketProperties(wanted) },
    ArtifactsPolicy: { Type: 'AWS::S3::BucketPolicy', ...kept, Properties: bucketPolicy(wanted) },
    Log: {
      Type: 'AWS::Logs::LogGroup',
      // Its name is fixed: if it stayed, the pipeline could not be made again.
      Properties: { LogGroupName: logGroupName(wanted), RetentionInDays: 365 },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['MessageKey', 'Arn'] } } },
    TopicPolicy: { Type: 'AWS::SNS::TopicPolicy', Properties: topicPolicy },
    ...Object.fromEntries(
      wanted.emails.map((address, index) => [
        `Email${index + 1}`,
        {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: address },
        },
      ]),
    ),
    ...renderEndRules(wanted),
  }
}

/** The account decides by policies of IAM who uses the key; roles of other accounts need the key to name them too. */
function artifactKey(wanted: WantedPipeline) {
  const readers = artifactReaders(wanted)
  return keyProperties(wanted, 'Artifacts', [
    ...(readers.length === 0
      ? []
      : [{ ...trusted(readers), Sid: 'OtherAccounts', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*' }]),
  ])
}

/**
 * EventBridge names neither its rule nor its account when it uses the key of a topic (SNS Developer Guide, "Key
 * management"), so this key is for messages alone.
 */
function messageKey(wanted: WantedPipeline) {
  const Principal = { Service: 'events.amazonaws.com' }
  const Action = ['kms:Decrypt', 'kms:GenerateDataKey']
  return keyProperties(wanted, 'Messages', [{ Sid: 'Events', Effect: 'Allow', Principal, Action, Resource: '*' }])
}

function keyProperties({ account, region, name }: WantedPipeline, purpose: string, more: readonly object[]) {
  const root = `arn:${partitionOf(region)}:iam::${account}:root`
  return {
    Description: `${purpose} of the pipeline ${name}`,
    EnableKeyRotation: true,
    KeyPolicy: {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'Account', Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' },
        ...more,
      ],
    },
  }
}

/** Lets roles of other accounts in by their names: as principals, roles that are made anew would lose their right. */
function trusted(arns: readonly string[]) {
  const accounts = [...new Set(arns.map((arn) => arn.replace(/:role\/.*$/, ':root')))]
  return {
    Effect: 'Allow',
    Principal: { AWS: accounts },
    Condition: { ArnEquals: { 'aws:PrincipalArn': arns } },
  }
}

function bucketProperties(wanted: WantedPipeline) {
  return {
    ...(wanted.actions === 'cloudformation' && { BucketName: artifactBucketOf(wanted) }),
    VersioningConfiguration: { Status: 'Enabled' },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': ['Key', 'Arn'] } },
        },
      ],
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    LifecycleConfiguration: {
      Rules: [
        { Id: 'unfinished-uploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
      ],
    },
  }
}

function bucketPolicy(wanted: WantedPipeline) {
  const inside = { 'Fn::Sub': '${Artifacts.Arn}/*' }
  return {
    Bucket: { Ref: 'Artifacts' },
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'OnlyByTls',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [{ 'Fn::GetAtt': ['Artifacts', 'Arn'] }, inside],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        ...nativePlaces(wanted).map((place, index) => ({
          ...trusted([nativeRole(wanted, place, 'change')]),
          Sid: index === 0 ? 'Staging' : 'Production',
          Action: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
          Resource: { 'Fn::Sub': `\${Artifacts.Arn}/${artifactKeys(wanted, place)}` },
        })),
      ],
    },
  }
}

const topicPolicy = {
  Topics: [{ Ref: 'Topic' }],
  PolicyDocument: {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Events',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: 'Topic' },
        Condition: { ArnEquals: { 'aws:SourceArn': endRules.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })) } },
      },
    ],
  },
}
