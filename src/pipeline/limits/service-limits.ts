// Made by "scripts/codepipeline/limits.ts" from botocore, codepipeline/2015-07-09/service-2.json.

/** Limits of the service by its shapes. */
export const serviceLimits = {
  AWSRegionName: {
    min: 4,
    max: 30,
  },
  ActionCategory: {
    enum: ['Source', 'Build', 'Deploy', 'Test', 'Invoke', 'Approval', 'Compute'],
  },
  ActionConfigurationKey: {
    min: 1,
    max: 50,
  },
  ActionConfigurationValue: {
    min: 1,
    max: 1000,
  },
  ActionName: {
    min: 1,
    max: 100,
    pattern: '[A-Za-z0-9.@\\-_]+',
  },
  ActionNamespace: {
    min: 1,
    max: 100,
    pattern: '[A-Za-z0-9@\\-_]+',
  },
  ActionOwner: {
    enum: ['AWS', 'ThirdParty', 'Custom'],
  },
  ActionProvider: {
    min: 1,
    max: 35,
    pattern: '[0-9A-Za-z_-]+',
  },
  ActionRunOrder: {
    min: 1,
    max: 999,
  },
  ActionTimeout: {
    min: 5,
    max: 86400,
  },
  ArtifactName: {
    min: 1,
    max: 100,
    pattern: '[a-zA-Z0-9_\\-]+',
  },
  ArtifactStoreLocation: {
    min: 3,
    max: 63,
    pattern: '[a-zA-Z0-9\\-\\.]+',
  },
  ArtifactStoreType: {
    enum: ['S3'],
  },
  BlockerName: {
    min: 1,
    max: 100,
  },
  BlockerType: {
    enum: ['Schedule'],
  },
  Command: {
    min: 1,
    max: 1000,
  },
  CommandList: {
    min: 1,
    max: 50,
  },
  ConditionList: {
    min: 1,
    max: 1,
  },
  DisabledReason: {
    min: 1,
    max: 300,
    pattern: '[a-zA-Z0-9!@ \\(\\)\\.\\*\\?\\-]+',
  },
  EncryptionKeyId: {
    min: 1,
    max: 400,
  },
  EncryptionKeyType: {
    enum: ['KMS'],
  },
  EnvironmentVariableList: {
    min: 1,
    max: 10,
  },
  EnvironmentVariableName: {
    min: 1,
    max: 128,
    pattern: '[A-Za-z0-9_]+',
  },
  EnvironmentVariableType: {
    enum: ['PLAINTEXT', 'SECRETS_MANAGER'],
  },
  EnvironmentVariableValue: {
    min: 1,
    max: 2000,
    pattern: '.*',
  },
  ExecutionMode: {
    enum: ['QUEUED', 'SUPERSEDED', 'PARALLEL'],
  },
  FilePath: {
    min: 1,
    max: 128,
  },
  FilePathList: {
    min: 1,
    max: 10,
  },
  GitBranchNamePattern: {
    min: 1,
    max: 255,
    pattern: '.*',
  },
  GitBranchPatternList: {
    min: 1,
    max: 8,
  },
  GitFilePathPattern: {
    min: 1,
    max: 255,
    pattern: '.*',
  },
  GitFilePathPatternList: {
    min: 1,
    max: 8,
  },
  GitPullRequestEventType: {
    enum: ['OPEN', 'UPDATED', 'CLOSED'],
  },
  GitPullRequestEventTypeList: {
    min: 1,
    max: 3,
  },
  GitPullRequestFilterList: {
    min: 1,
    max: 3,
  },
  GitPushFilterList: {
    min: 1,
    max: 3,
  },
  GitTagNamePattern: {
    min: 1,
    max: 255,
  },
  GitTagPatternList: {
    min: 1,
    max: 8,
  },
  OutputVariable: {
    min: 1,
    max: 128,
  },
  OutputVariableList: {
    min: 1,
    max: 15,
  },
  PipelineName: {
    min: 1,
    max: 100,
    pattern: '[A-Za-z0-9.@\\-_]+',
  },
  PipelineTriggerDeclarationList: {
    max: 50,
  },
  PipelineTriggerProviderType: {
    enum: ['CodeStarSourceConnection'],
  },
  PipelineType: {
    enum: ['V1', 'V2'],
  },
  PipelineVariableDeclarationList: {
    max: 50,
  },
  PipelineVariableDescription: {
    min: 0,
    max: 200,
    pattern: '.*',
  },
  PipelineVariableName: {
    min: 1,
    max: 128,
    pattern: '[A-Za-z0-9@\\-_]+',
  },
  PipelineVariableValue: {
    min: 1,
    max: 1000,
    pattern: '.*',
  },
  PipelineVersion: {
    min: 1,
  },
  Result: {
    enum: ['ROLLBACK', 'FAIL', 'RETRY', 'SKIP'],
  },
  RoleArn: {
    max: 1024,
    pattern: 'arn:aws(-[\\w]+)*:iam::[0-9]{12}:role/.*',
  },
  RuleCategory: {
    enum: ['Rule'],
  },
  RuleConfigurationKey: {
    min: 1,
    max: 50,
  },
  RuleConfigurationMap: {
    min: 0,
    max: 200,
  },
  RuleConfigurationValue: {
    min: 1,
    max: 10000,
  },
  RuleDeclarationList: {
    min: 1,
    max: 5,
  },
  RuleName: {
    min: 1,
    max: 100,
    pattern: '[A-Za-z0-9.@\\-_]+',
  },
  RuleOwner: {
    enum: ['AWS'],
  },
  RuleProvider: {
    min: 1,
    max: 35,
    pattern: '[0-9A-Za-z_-]+',
  },
  RuleTimeout: {
    min: 5,
    max: 86400,
  },
  StageName: {
    min: 1,
    max: 100,
    pattern: '[A-Za-z0-9.@\\-_]+',
  },
  StageRetryMode: {
    enum: ['FAILED_ACTIONS', 'ALL_ACTIONS'],
  },
  TagKey: {
    min: 1,
    max: 128,
  },
  TagValue: {
    min: 0,
    max: 256,
  },
  Version: {
    min: 1,
    max: 9,
    pattern: '[0-9A-Za-z_-]+',
  },
} as const
