// biome-ignore lint/suspicious/noExplicitAny: a template, of which tests change any part.
type Part = any

/** Properties of a pipeline with every kind of part that a template may have, in the words of CloudFormation. */
export function pipelineProperties(): Part {
  const rule = (Name: string, Variable: string) => ({
    Name,
    RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'VariableCheck', Version: 1 },
    Configuration: { Variable, Value: 'frozen', Operator: 'NE' },
  })
  const action = (Name: string, Category: string, Provider: string, more: object) => ({
    Name,
    ActionTypeId: { Category, Owner: 'AWS', Provider, Version: 1 },
    ...more,
  })
  return {
    Name: 'Garage',
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    PipelineType: 'V2',
    ExecutionMode: 'QUEUED',
    ArtifactStores: [
      { Region: { Ref: 'AWS::Region' }, ArtifactStore: { Type: 'S3', Location: { Ref: 'Store' } } },
      { Region: 'us-east-1', ArtifactStore: { Type: 'S3', Location: 'elsewhere' } },
    ],
    Variables: [{ Name: 'Release', DefaultValue: 'none', Description: 'What is released' }],
    Stages: [
      {
        Name: 'Source',
        Actions: [
          action('Fetch', 'Source', 'S3', {
            Configuration: { S3Bucket: { Ref: 'Source' }, S3ObjectKey: 'app.zip', PollForSourceChanges: false },
            OutputArtifacts: [{ Name: 'Code' }],
            Namespace: 'Origin',
          }),
        ],
      },
      {
        Name: 'Approve',
        BeforeEntry: { Conditions: [{ Result: 'FAIL', Rules: [rule('Open', '#{variables.Release}')] }] },
        Actions: [
          action('Ask', 'Approval', 'Manual', {
            Configuration: { CustomData: '#{variables.Release}', NotificationArn: { Ref: 'Topic' } },
            RunOrder: '1',
            TimeoutInMinutes: '60',
          }),
        ],
      },
      {
        Name: 'Build',
        OnSuccess: { Conditions: [{ Result: 'FAIL', Rules: [rule('Kept', '#{variables.Release}')] }] },
        OnFailure: { Result: 'RETRY', RetryConfiguration: { RetryMode: 'ALL_ACTIONS' } },
        Actions: [
          action('Make', 'Compute', 'Commands', {
            Commands: ['echo built'],
            EnvironmentVariables: [{ Name: 'LEVEL', Value: 3, Type: 'PLAINTEXT' }],
            OutputVariables: ['LEVEL'],
            InputArtifacts: [{ Name: 'Code' }],
            OutputArtifacts: [{ Name: 'Built', Files: ['**/*'] }],
          }),
        ],
      },
    ],
    DisableInboundStageTransitions: [{ StageName: 'Build', Reason: 'Not yet' }],
    RestartExecutionOnUpdate: false,
    Tags: [{ Key: 'team', Value: 'bikes' }],
  }
}

/** A stack with a pipeline, what starts it, and queues that hear of it. */
export function pipelineTemplate(properties: Part = pipelineProperties(), more: Part = {}): Part {
  const arn = { 'Fn::Sub': 'arn:aws:codepipeline:${AWS::Region}:${AWS::AccountId}:${Pipeline}' }
  const trust = (Service: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
  })
  return {
    Resources: {
      Store: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties: { BucketName: 'garage-artifacts' } },
      Source: {
        Type: 'AWS::S3::Bucket',
        DeletionPolicy: 'Retain',
        Properties: {
          BucketName: 'garage-sources',
          VersioningConfiguration: { Status: 'Enabled' },
          NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
        },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: trust('codepipeline.amazonaws.com') },
      },
      Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
      Letters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'garage-letters' } },
      Subscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Letters', 'Arn'] } },
      },
      Heard: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'garage-heard' } },
      Hearing: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['aws.codepipeline'], detail: { pipeline: [{ Ref: 'Pipeline' }] } },
          Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Heard', 'Arn'] } }],
        },
      },
      Starting: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'garage-starting',
          EventPattern: {
            source: ['aws.s3'],
            'detail-type': ['Object Created'],
            detail: { bucket: { name: [{ Ref: 'Source' }] } },
          },
          Targets: [
            {
              Id: 'pipeline',
              Arn: arn,
              RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
              InputTransformer: {
                InputPathsMap: { version: '$.detail.object.version-id', key: '$.detail.object.key' },
                InputTemplate: JSON.stringify({
                  sourceRevisions: [
                    { actionName: 'Fetch', revisionType: 'S3_OBJECT_VERSION_ID', revisionValue: '<version>' },
                  ],
                  variables: [{ name: 'Release', value: '<key>' }],
                }),
              },
            },
          ],
        },
      },
      Lost: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'garage-lost' } },
      Losing: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: { source: ['desk'] },
          Targets: [
            {
              Id: 'nothing',
              Arn: { 'Fn::Sub': 'arn:aws:codepipeline:${AWS::Region}:${AWS::AccountId}:Nothing' },
              RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
              DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Lost', 'Arn'] } },
            },
          ],
        },
      },
      Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties: properties },
      ...more,
    },
    Outputs: {
      Name: { Value: { Ref: 'Pipeline' } },
      Version: { Value: { 'Fn::GetAtt': ['Pipeline', 'Version'] } },
      Letters: { Value: { Ref: 'Letters' } },
      Heard: { Value: { Ref: 'Heard' } },
      Lost: { Value: { Ref: 'Lost' } },
      Rule: { Value: { 'Fn::GetAtt': ['Starting', 'Arn'] } },
    },
  }
}
