import { partitionOf } from './partition.ts'
import { logGroupName } from './pipeline-roles.ts'
import type { Resources } from './roles.ts'
import { pipelineArn, type WantedPipeline } from './wanted.ts'

/** A creation that fails leaves nothing behind, which would be in the way of the next one. */
const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' }

/** What a pipeline needs around it: the bucket for its artifacts, their key, its log, and who is told of what. */
export function renderSurroundings(wanted: WantedPipeline): Resources {
  return {
    Key: { Type: 'AWS::KMS::Key', ...kept, Properties: keyProperties(wanted) },
    Artifacts: { Type: 'AWS::S3::Bucket', ...kept, Properties: bucketProperties },
    ArtifactsPolicy: { Type: 'AWS::S3::BucketPolicy', ...kept, Properties: bucketPolicy },
    Log: {
      Type: 'AWS::Logs::LogGroup',
      ...kept,
      Properties: { LogGroupName: logGroupName(wanted), RetentionInDays: 365 },
    },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
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
    Ended: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Description: `Tells how an execution of the pipeline ${wanted.name} ended`,
        EventPattern: {
          source: ['aws.codepipeline'],
          'detail-type': ['CodePipeline Pipeline Execution State Change'],
          resources: [pipelineArn(wanted)],
          detail: { state: ['CANCELED', 'FAILED', 'STOPPED', 'SUCCEEDED', 'SUPERSEDED'] },
        },
        Targets: [{ Id: 'Topic', Arn: { Ref: 'Topic' }, InputTransformer: message }],
      },
    },
  }
}

/** Keeps the person who reads the message from reading an event. */
const message = {
  InputPathsMap: { pipeline: '$.detail.pipeline', state: '$.detail.state', execution: '$.detail.execution-id' },
  InputTemplate: '"<pipeline>: <state>, execution <execution>"',
}

/** The account decides by policies of IAM who uses the key; the service of events has none. */
function keyProperties({ account, region, name }: WantedPipeline) {
  const root = `arn:${partitionOf(region)}:iam::${account}:root`
  const rule = `arn:${partitionOf(region)}:events:${region}:${account}:rule/*`
  return {
    Description: `Artifacts and messages of the pipeline ${name}`,
    EnableKeyRotation: true,
    KeyPolicy: {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'Account', Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' },
        {
          Sid: 'Events',
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: '*',
          Condition: { ArnLike: { 'aws:SourceArn': rule } },
        },
      ],
    },
  }
}

const bucketProperties = {
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

const bucketPolicy = {
  Bucket: { Ref: 'Artifacts' },
  PolicyDocument: {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyByTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [{ 'Fn::GetAtt': ['Artifacts', 'Arn'] }, { 'Fn::Sub': '${Artifacts.Arn}/*' }],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  },
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
        Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Ended', 'Arn'] } } },
      },
    ],
  },
}
