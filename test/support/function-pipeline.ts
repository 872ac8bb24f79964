import { account, buckets, region } from './job-ground.ts'

/**
 * A pipeline whose actions call a function: a deployment, and its gate. Its role has what the guide says, and no more.
 * @param without an action of IAM that the role lacks
 */
export function functionPipeline(pipelineName: string, functionName: string, without = '') {
  const invoke = `arn:aws:lambda:${region}:${account}:function:${functionName}`
  const rights = [
    [['s3:GetObject', 's3:GetObjectVersion'], `arn:aws:s3:::${buckets.sources}/start.zip`],
    [['s3:GetBucketVersioning'], `arn:aws:s3:::${buckets.sources}`],
    [['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${buckets.artifacts}/*`],
    [['lambda:InvokeFunction'], invoke],
  ] as const
  const Statement = rights
    .filter(([Action]) => !Action.includes(without as never))
    .map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource }))
  const run = (Name: string, stage: string, release: string, RunOrder: number) => ({
    Name,
    RunOrder,
    Namespace: Name,
    ActionTypeId: { Category: 'Invoke', Owner: 'AWS', Provider: 'Lambda', Version: '1' },
    Configuration: {
      FunctionName: functionName,
      UserParameters: JSON.stringify({
        ...{ pipeline: pipelineName, execution: '#{codepipeline.PipelineExecutionId}', stage },
        inputs: { environment: 'staging', release },
      }),
    },
  })
  return {
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: 'greeting-pipeline',
          AssumeRolePolicyDocument: {
            Statement: [
              { Effect: 'Allow', Principal: { Service: 'codepipeline.amazonaws.com' }, Action: 'sts:AssumeRole' },
            ],
          },
          Policies: [{ PolicyName: 'pipeline', PolicyDocument: { Version: '2012-10-17', Statement } }],
        },
      },
      Pipeline: {
        Type: 'AWS::CodePipeline::Pipeline',
        Properties: {
          Name: pipelineName,
          PipelineType: 'V2',
          ExecutionMode: 'QUEUED',
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          ArtifactStore: { Type: 'S3', Location: buckets.artifacts },
          Variables: [{ Name: 'Release' }],
          Stages: [
            {
              Name: 'Source',
              Actions: [
                {
                  Name: 'Start',
                  ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'S3', Version: '1' },
                  Configuration: {
                    S3Bucket: buckets.sources,
                    S3ObjectKey: 'start.zip',
                    PollForSourceChanges: 'false',
                  },
                  OutputArtifacts: [{ Name: 'Start' }],
                },
              ],
            },
            {
              Name: 'Staging',
              Actions: [
                run('Deploy', 'deploy', '#{variables.Release}', 1),
                run('Gate', 'quality-gate', '#{Deploy.release}', 2),
              ],
            },
          ],
        },
      },
    },
  }
}
