/** How many artifacts an action takes or makes. */
export interface Count {
  readonly min: number
  readonly max: number
}

/** What is known of an action type (CodePipeline User Guide, "Action structure reference"). */
export interface ActionType {
  readonly category: string
  readonly owner: 'AWS' | 'ThirdParty'
  readonly provider: string
  /** Keys that the configuration needs. */
  readonly required?: readonly string[]
  /** Other keys that it may have. */
  readonly optional?: readonly string[]
  /** Whether the service was seen to know these keys and no others (`ListActionTypes`). */
  readonly exact?: true
  readonly inputs?: Count
  readonly outputs?: Count
  /** Whether the type exists in pipelines of type V2 only. */
  readonly v2?: true
  /** Keys of the output variables, when they are always the same. */
  readonly variables?: readonly string[]
}

const none: Count = { min: 0, max: 0 }
const one: Count = { min: 1, max: 1 }
const upTo = (max: number): Count => ({ min: 0, max })
const source = { category: 'Source', owner: 'AWS', inputs: none, outputs: one } as const
const deploy = { category: 'Deploy', owner: 'AWS', inputs: one, outputs: none } as const

const codeBuild = {
  owner: 'AWS',
  provider: 'CodeBuild',
  required: ['ProjectName'],
  optional: [
    'EnvironmentVariables',
    'PrimarySource',
    'BuildspecOverride',
    'BatchEnabled',
    'CombineArtifacts',
    'ServiceRoleArnOverride',
  ],
  exact: true,
  inputs: { min: 1, max: 5 },
  outputs: upTo(5),
} as const

/** The keys of the computer on which commands run. */
const computer = ['VpcId', 'Subnets', 'SecurityGroupIds', 'EnvironmentType', 'ComputeType'] as const

/** Action types of AWS, and of others that AWS lists. */
export const actionTypes: readonly ActionType[] = [
  {
    ...source,
    provider: 'S3',
    required: ['S3Bucket', 'S3ObjectKey'],
    optional: ['PollForSourceChanges', 'AllowOverrideForS3ObjectKey'],
    exact: true,
    variables: ['BucketName', 'ETag', 'ObjectKey', 'VersionId'],
  },
  {
    ...source,
    provider: 'CodeCommit',
    required: ['RepositoryName', 'BranchName'],
    optional: ['PollForSourceChanges', 'OutputArtifactFormat'],
  },
  { ...source, provider: 'ECR', required: ['RepositoryName'], optional: ['ImageTag'] },
  {
    ...source,
    provider: 'CodeStarSourceConnection',
    required: ['ConnectionArn', 'FullRepositoryId', 'BranchName'],
    optional: ['OutputArtifactFormat', 'DetectChanges'],
  },
  {
    ...source,
    owner: 'ThirdParty',
    provider: 'GitHub',
    required: ['Owner', 'Repo', 'Branch', 'OAuthToken'],
    optional: ['PollForSourceChanges'],
  },
  { ...codeBuild, category: 'Build' },
  { ...codeBuild, category: 'Test' },
  {
    category: 'Build',
    owner: 'AWS',
    provider: 'ECRBuildAndPublish',
    required: ['ECRRepositoryName'],
    optional: ['DockerFilePath', 'ImageTags', 'RegistryType'],
    inputs: one,
    v2: true,
  },
  { category: 'Test', owner: 'AWS', provider: 'DeviceFarm', inputs: one, outputs: none },
  {
    category: 'Approval',
    owner: 'AWS',
    provider: 'Manual',
    required: [],
    optional: ['NotificationArn', 'ExternalEntityLink', 'CustomData', 'IsSummaryRequired'],
    exact: true,
    inputs: none,
    outputs: none,
  },
  {
    ...deploy,
    provider: 'S3',
    required: ['BucketName', 'Extract'],
    optional: ['ObjectKey', 'KMSEncryptionKeyARN', 'CannedACL', 'CacheControl'],
    exact: true,
  },
  {
    ...deploy,
    provider: 'CloudFormation',
    required: ['ActionMode'],
    optional: [
      'StackName',
      'ChangeSetName',
      'TemplatePath',
      'TemplateConfiguration',
      'ParameterOverrides',
      'Capabilities',
      'RoleArn',
      'OutputFileName',
    ],
    exact: true,
    inputs: upTo(10),
    outputs: upTo(1),
  },
  {
    ...deploy,
    provider: 'CloudFormationStackSet',
    required: ['StackSetName', 'TemplatePath'],
    inputs: { min: 1, max: 10 },
  },
  {
    category: 'Deploy',
    owner: 'AWS',
    provider: 'CloudFormationStackInstances',
    required: ['StackSetName', 'DeploymentTargets', 'Regions'],
  },
  { ...deploy, provider: 'CodeDeploy', required: ['ApplicationName', 'DeploymentGroupName'] },
  {
    ...deploy,
    provider: 'CodeDeployToECS',
    required: ['ApplicationName', 'DeploymentGroupName'],
    inputs: { min: 1, max: 5 },
  },
  {
    ...deploy,
    provider: 'ECS',
    required: ['ClusterName', 'ServiceName'],
    optional: ['FileName', 'DeploymentTimeout'],
  },
  { category: 'Deploy', owner: 'AWS', provider: 'EKS' },
  { category: 'Deploy', owner: 'AWS', provider: 'EC2', v2: true },
  { category: 'Deploy', owner: 'AWS', provider: 'Lambda', v2: true },
  { ...deploy, provider: 'ElasticBeanstalk', required: ['ApplicationName', 'EnvironmentName'] },
  { ...deploy, provider: 'OpsWorks' },
  { ...deploy, provider: 'ServiceCatalog' },
  { ...deploy, provider: 'AppConfig' },
  { ...deploy, owner: 'ThirdParty', provider: 'AlexaSkillsKit', inputs: { min: 1, max: 2 } },
  {
    category: 'Invoke',
    owner: 'AWS',
    provider: 'Lambda',
    required: ['FunctionName'],
    optional: ['UserParameters'],
    exact: true,
    inputs: upTo(5),
    outputs: upTo(5),
  },
  {
    category: 'Invoke',
    owner: 'AWS',
    provider: 'CodePipeline',
    required: ['PipelineName'],
    optional: ['SourceRevisions', 'Variables'],
    exact: true,
    inputs: none,
    outputs: none,
    v2: true,
  },
  {
    category: 'Invoke',
    owner: 'AWS',
    provider: 'StepFunctions',
    required: ['StateMachineArn'],
    optional: ['ExecutionNamePrefix', 'InputType', 'Input'],
    inputs: upTo(1),
    outputs: upTo(1),
  },
  { category: 'Invoke', owner: 'AWS', provider: 'InspectorScan', v2: true },
  {
    category: 'Compute',
    owner: 'AWS',
    provider: 'Commands',
    required: [],
    optional: computer,
    exact: true,
    inputs: upTo(10),
    outputs: upTo(1),
    v2: true,
  },
]

/** What is known of a type of rule (CodePipeline User Guide, "Rule structure reference"). */
export interface RuleType {
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

/** Rules by provider: there are no others (`ListRuleTypes`). */
export const ruleTypes: Readonly<Record<string, RuleType>> = {
  CloudWatchAlarm: { required: ['AlarmName'], optional: ['AlarmStates', 'WaitTime'] },
  CodeBuild: { required: codeBuild.required, optional: codeBuild.optional },
  Commands: { required: [], optional: computer },
  DeploymentWindow: { required: ['Cron'], optional: ['TimeZone'] },
  LambdaInvoke: { required: ['FunctionName'], optional: ['UserParameters'] },
  VariableCheck: { required: ['Variable', 'Value', 'Operator'], optional: [] },
}
