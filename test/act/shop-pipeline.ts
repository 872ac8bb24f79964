import type { ExecutionMode, PipelineDeclaration } from '@aws-sdk/client-codepipeline'

/** Account of the pipeline, which is that of staging. */
export const account = '111111111111'
/** Where the pipeline reads the bundle of a release, and keeps its artifacts. */
export const sourceBucket = 'shop-pipeline-source'
export const artifactBucket = 'shop-pipeline-artifacts'
/** What the pipeline says that its plan is. */
export const plan = 'f'.repeat(64)

/** The role of the pipeline, as a resource of CloudFormation. */
export const pipelineRole = {
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'shop-pipeline',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'codepipeline.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'pipeline',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: ['s3:*', 'logs:*'], Resource: '*' }],
        },
      },
    ],
  },
}

const aws = (category: 'Source' | 'Compute' | 'Approval', provider: string) => ({
  actionTypeId: { category, owner: 'AWS' as const, provider, version: '1' },
})

/** A pipeline that looks into the bundle of the release: it fails in staging or in production when that says so. */
export function declaration(executionMode: ExecutionMode): PipelineDeclaration {
  const runs = (name: string) => ({
    name,
    ...aws('Compute', 'Commands'),
    commands: [`! grep -rq 'breaks ${name}' . || { echo 'the template breaks ${name}' >&2; exit 1; }`],
    inputArtifacts: [{ name: 'Release' }],
  })
  return {
    name: 'shop',
    roleArn: `arn:aws:iam::${account}:role/shop-pipeline`,
    pipelineType: 'V2',
    executionMode,
    artifactStore: { type: 'S3', location: artifactBucket },
    variables: [{ name: 'Release', defaultValue: 'none' }],
    stages: [
      {
        name: 'Source',
        actions: [
          {
            name: 'Release',
            ...aws('Source', 'S3'),
            configuration: {
              S3Bucket: sourceBucket,
              S3ObjectKey: 'release.zip',
              PollForSourceChanges: 'false',
              AllowOverrideForS3ObjectKey: 'true',
            },
            outputArtifacts: [{ name: 'Release' }],
          },
        ],
      },
      { name: 'Staging', actions: [runs('Staging')] },
      {
        name: 'Approve',
        actions: [
          {
            name: 'Approve',
            ...aws('Approval', 'Manual'),
            configuration: { CustomData: `release=#{variables.Release} plan=${plan} environment=production` },
          },
        ],
      },
      { name: 'Production', actions: [runs('Production')] },
    ],
  }
}
