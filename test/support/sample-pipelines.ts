/** A mapping of a template, to be changed by a test. */
// biome-ignore lint/suspicious/noExplicitAny: a test changes any part of it
export type Properties = any

const awsType = (category: string, provider: string) => ({
  Category: category,
  Owner: 'AWS',
  Provider: provider,
  Version: '1',
})
const ruleType = (provider: string) => ({ Category: 'Rule', Owner: 'AWS', Provider: provider, Version: '1' })
const role = 'arn:aws:iam::111111111111:role/pipeline'

const source = {
  Name: 'Release',
  ActionTypeId: awsType('Source', 'S3'),
  Configuration: { S3Bucket: 'shop-releases', S3ObjectKey: 'release.zip', PollForSourceChanges: 'false' },
  Namespace: 'Release',
  OutputArtifacts: [{ Name: 'Bundle' }],
}

const commands = (name: string, lines: readonly string[], more: object = {}) => ({
  Name: name,
  ActionTypeId: awsType('Compute', 'Commands'),
  Commands: [...lines],
  InputArtifacts: [{ Name: 'Bundle' }],
  ...more,
})

/**
 * The properties of a pipeline that uses everything that type V2 has: Source, Staging, Plan, Approve and Production.
 * The service admits it, and nothing in it is unwise.
 */
export function goodPipeline(): Properties {
  return structuredClone({
    Name: 'shop',
    RoleArn: role,
    PipelineType: 'V2',
    ExecutionMode: 'QUEUED',
    ArtifactStore: { Type: 'S3', Location: 'shop-artifacts', EncryptionKey: { Id: 'alias/shop', Type: 'KMS' } },
    Variables: [
      { Name: 'Version', Description: 'The version to deliver' },
      { Name: 'Approver', DefaultValue: 'nobody' },
    ],
    Stages: [
      { Name: 'Source', Actions: [source] },
      {
        Name: 'Staging',
        BeforeEntry: {
          Conditions: [
            {
              Result: 'SKIP',
              Rules: [
                {
                  Name: 'HasVersion',
                  RuleTypeId: ruleType('VariableCheck'),
                  Configuration: { Variable: '#{variables.Version}', Value: 'none', Operator: 'NE' },
                },
              ],
            },
          ],
        },
        OnFailure: { Result: 'RETRY', RetryConfiguration: { RetryMode: 'FAILED_ACTIONS' } },
        Actions: [
          commands('Package', ['. ./liftlock.sh', 'liftlock package --version #{variables.Version}'], {
            Namespace: 'Package',
            OutputArtifacts: [{ Name: 'Package', Files: ['package.json', 'out/**'] }],
            OutputVariables: ['RELEASE'],
            EnvironmentVariables: [
              { Name: 'RUN', Value: '#{codepipeline.PipelineExecutionId}' },
              { Name: 'TOKEN', Value: 'shop/token', Type: 'SECRETS_MANAGER' },
            ],
          }),
          commands('Test', ['npm test'], { RunOrder: 2, InputArtifacts: [{ Name: 'Package' }] }),
          {
            Name: 'Deploy',
            ActionTypeId: awsType('Deploy', 'CloudFormation'),
            RunOrder: 3,
            Configuration: {
              ActionMode: 'CREATE_UPDATE',
              StackName: 'shop-staging',
              TemplatePath: 'Bundle::template.yaml',
              Capabilities: 'CAPABILITY_IAM,CAPABILITY_NAMED_IAM',
              ParameterOverrides: '{"Stage":"staging"}',
              RoleArn: role,
              OutputFileName: 'outputs.json',
            },
            InputArtifacts: [{ Name: 'Bundle' }],
            OutputArtifacts: [{ Name: 'StagingOutputs' }],
            RoleArn: role,
            Region: 'eu-west-1',
          },
        ],
      },
      {
        Name: 'Plan',
        Actions: [
          {
            Name: 'ChangeSet',
            ActionTypeId: awsType('Deploy', 'CloudFormation'),
            Configuration: {
              ActionMode: 'CHANGE_SET_REPLACE',
              StackName: 'shop',
              ChangeSetName: 'pipeline',
              TemplatePath: 'Bundle::template.yaml',
              RoleArn: role,
            },
            InputArtifacts: [{ Name: 'Bundle' }],
          },
        ],
      },
      {
        Name: 'Approve',
        Actions: [
          {
            Name: 'Approve',
            ActionTypeId: awsType('Approval', 'Manual'),
            Configuration: { CustomData: 'Release #{Package.RELEASE}', IsSummaryRequired: 'true' },
            TimeoutInMinutes: 60,
          },
        ],
      },
      {
        Name: 'Production',
        BeforeEntry: {
          Conditions: [
            {
              Result: 'FAIL',
              Rules: [
                {
                  Name: 'Hours',
                  RuleTypeId: ruleType('DeploymentWindow'),
                  Configuration: { Cron: '0 0 9-17 ? * MON-FRI *', TimeZone: 'Europe/Berlin' },
                },
              ],
            },
          ],
        },
        OnSuccess: {
          Conditions: [
            {
              Result: 'ROLLBACK',
              Rules: [
                {
                  Name: 'NoAlarm',
                  RuleTypeId: ruleType('CloudWatchAlarm'),
                  Configuration: { AlarmName: 'shop-errors', WaitTime: '5' },
                  Region: 'eu-west-1',
                  RoleArn: role,
                },
                {
                  Name: 'Probe',
                  RuleTypeId: ruleType('Commands'),
                  Commands: ['curl --fail https://shop.example/health'],
                  InputArtifacts: [{ Name: 'Bundle' }],
                  TimeoutInMinutes: 10,
                },
              ],
            },
          ],
        },
        OnFailure: { Result: 'ROLLBACK' },
        Actions: [
          {
            Name: 'Execute',
            ActionTypeId: awsType('Deploy', 'CloudFormation'),
            Configuration: { ActionMode: 'CHANGE_SET_EXECUTE', StackName: 'shop', ChangeSetName: 'pipeline' },
          },
          {
            Name: 'Tell',
            ActionTypeId: awsType('Invoke', 'Lambda'),
            RunOrder: 2,
            Configuration: { FunctionName: 'tell', UserParameters: '{"run":"#{codepipeline.PipelineExecutionId}"}' },
          },
        ],
      },
    ],
    RestartExecutionOnUpdate: false,
    DisableInboundStageTransitions: [{ StageName: 'Production', Reason: 'first run' }],
    Tags: [{ Key: 'team', Value: 'shop' }],
  })
}

/** A pipeline of type V1 with native actions only. */
export function classicPipeline(): Properties {
  const deploy = (name: string, stack: string, runOrder: number, configuration: object, inputs: boolean) => ({
    Name: name,
    ActionTypeId: { ...awsType('Deploy', 'CloudFormation'), Version: 1 },
    RunOrder: runOrder,
    Configuration: { StackName: stack, ChangeSetName: `${stack}-changes`, ...configuration },
    ...(inputs && { InputArtifacts: [{ Name: 'Built' }] }),
  })
  return structuredClone({
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    ArtifactStore: { Type: 'S3', Location: { Ref: 'Bucket' } },
    Stages: [
      {
        Name: 'Source',
        Actions: [
          {
            Name: 'Repository',
            ActionTypeId: awsType('Source', 'CodeCommit'),
            Configuration: { RepositoryName: { Ref: 'Repository' }, BranchName: 'main', PollForSourceChanges: false },
            OutputArtifacts: [{ Name: 'Sources' }],
            RunOrder: '1',
          },
        ],
      },
      {
        Name: 'Build',
        Actions: [
          {
            Name: 'Build',
            ActionTypeId: awsType('Build', 'CodeBuild'),
            Configuration: {
              ProjectName: { Ref: 'Project' },
              EnvironmentVariables: '[{"name":"STAGE","value":"test","type":"PLAINTEXT"}]',
            },
            Namespace: 'Build',
            InputArtifacts: [{ Name: 'Sources' }],
            OutputArtifacts: [{ Name: 'Built' }, { Name: 'Reports' }],
          },
        ],
      },
      {
        Name: 'Deploy',
        Actions: [
          deploy(
            'Prepare',
            'shop',
            1,
            { ActionMode: 'CHANGE_SET_REPLACE', TemplatePath: 'Built::template.yaml', RoleArn: role },
            true,
          ),
          {
            Name: 'Look',
            ActionTypeId: awsType('Approval', 'Manual'),
            RunOrder: 2,
            Configuration: { CustomData: '#{Build.COMMIT}' },
          },
          deploy('Execute', 'shop', 3, { ActionMode: 'CHANGE_SET_EXECUTE' }, false),
        ],
      },
    ],
  })
}

/** A pipeline of connections and containers in two regions, of mode PARALLEL. */
export function containerPipeline(): Properties {
  const store = (bucket: string) => ({ Type: 'S3', Location: bucket })
  return structuredClone({
    Name: 'images',
    RoleArn: role,
    PipelineType: 'V2',
    ExecutionMode: 'PARALLEL',
    ArtifactStores: [
      { Region: 'eu-west-1', ArtifactStore: store('images-ireland') },
      { Region: 'us-east-1', ArtifactStore: store('images-virginia') },
    ],
    Triggers: [
      {
        ProviderType: 'CodeStarSourceConnection',
        GitConfiguration: {
          SourceActionName: 'Code',
          Push: [
            { Branches: { Includes: ['main'], Excludes: ['wip/**'] }, FilePaths: { Includes: ['src/**'] } },
            { Tags: { Includes: ['v*'] } },
          ],
          PullRequest: [{ Events: ['OPEN', 'UPDATED'], Branches: { Includes: ['main'] } }],
        },
      },
    ],
    Stages: [
      {
        Name: 'Source',
        Actions: [
          {
            Name: 'Code',
            ActionTypeId: awsType('Source', 'CodeStarSourceConnection'),
            Namespace: 'Code',
            Configuration: {
              ConnectionArn: 'arn:aws:codeconnections:eu-west-1:111111111111:connection/1',
              FullRepositoryId: 'acme/images',
              BranchName: 'main',
              DetectChanges: 'false',
              OutputArtifactFormat: 'CODE_ZIP',
            },
            OutputArtifacts: [{ Name: 'Code' }],
          },
        ],
      },
      {
        Name: 'Build',
        Actions: [
          {
            Name: 'Image',
            ActionTypeId: awsType('Build', 'ECRBuildAndPublish'),
            Configuration: { ECRRepositoryName: 'images', ImageTags: '#{Code.CommitId}' },
            InputArtifacts: [{ Name: 'Code' }],
            OutputArtifacts: [],
          },
          {
            Name: 'Jenkins',
            ActionTypeId: { Category: 'Test', Owner: 'Custom', Provider: 'OurJenkins', Version: '7' },
            Configuration: { ProjectName: 'anything' },
            InputArtifacts: [{ Name: 'Code' }],
          },
        ],
      },
      {
        Name: 'Deploy',
        Actions: [
          {
            Name: 'Service',
            ActionTypeId: awsType('Deploy', 'ECS'),
            Region: 'us-east-1',
            Configuration: { ClusterName: 'shop', ServiceName: 'web', FileName: 'images.json' },
            InputArtifacts: [{ Name: 'Code' }],
          },
          {
            Name: 'Site',
            ActionTypeId: awsType('Deploy', 'S3'),
            Configuration: { BucketName: 'shop-site', Extract: 'true', CacheControl: 'max-age=60' },
            InputArtifacts: [{ Name: 'Code' }],
          },
        ],
      },
    ],
  })
}

/** A pipeline of which a deployment decides much: stages, actions and values stand behind functions. */
export function conditionalPipeline(): Properties {
  const approval = { Name: 'Approve', ActionTypeId: awsType('Approval', 'Manual') }
  const build = {
    Name: { 'Fn::Sub': '${AWS::StackName}-build' },
    ActionTypeId: awsType('Build', 'CodeBuild'),
    Configuration: {
      ProjectName: { Ref: 'Project' },
      EnvironmentVariables: { 'Fn::Sub': '[{"name":"A","value":"${AWS::Region} #{${Space}.Key}"}]' },
    },
    InputArtifacts: [{ Name: { 'Fn::If': ['Two', 'Library', 'Code'] } }],
    OutputArtifacts: [{ Name: { Ref: 'Built' } }],
  }
  const code = (name: string) => ({ ...source, Name: name, Namespace: name, OutputArtifacts: [{ Name: name }] })
  return structuredClone({
    Name: { 'Fn::If': ['Named', 'shop', { Ref: 'AWS::NoValue' }] },
    RoleArn: { 'Fn::ImportValue': 'PipelineRole' },
    PipelineType: { Ref: 'Type' },
    ArtifactStore: { 'Fn::If': ['Two', { Ref: 'AWS::NoValue' }, { Type: 'S3', Location: { Ref: 'Bucket' } }] },
    ArtifactStores: {
      'Fn::If': [
        'Two',
        [{ Region: { Ref: 'AWS::Region' }, ArtifactStore: { Type: 'S3', Location: 'one' } }],
        { Ref: 'AWS::NoValue' },
      ],
    },
    Stages: [
      { Name: 'Source', Actions: [code('Code'), { 'Fn::If': ['Two', code('Library'), { Ref: 'AWS::NoValue' }] }] },
      { Name: 'Build', Actions: [build] },
      {
        'Fn::If': [
          'Production',
          {
            Name: 'Deploy',
            Actions: [
              approval,
              {
                ...build,
                Name: 'Again',
                RunOrder: { Ref: 'Order' },
                InputArtifacts: [{ Name: 'Hidden' }],
                OutputArtifacts: [],
              },
            ],
          },
          { Name: 'Deploy', Actions: [approval] },
        ],
      },
    ],
  })
}
