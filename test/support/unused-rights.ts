/** Roles in accounts of environments, with the statements and actions that stay although no rehearsal used them. */
const stays: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  // What an application without nested stacks and transforms, and a delivery without a failure, does not need.
  'in-staging-deploy': {
    Preview: of('cloudformation', 'DescribeEvents', 'ListChangeSets', 'ListStackResources'),
    ReadNestedStacks: of('cloudformation', 'DescribeChangeSet', 'DescribeStackEvents', 'GetTemplate'),
    UseTransforms: of('cloudformation', 'CreateChangeSet'),
    Execute: of('cloudformation', 'ContinueUpdateRollback', 'DeleteStack', 'UpdateTerminationProtection'),
    PassTheServiceRole: of('iam', 'PassRole'),
    ReadOwnEvidence: of('s3', 'GetObject'),
    KeepLargeTemplates: of('s3', 'PutObject'),
    SeeWhatIsThere: of('s3', 'ListBucket'),
  },
  'in-staging-gate': {
    UseTestUsers: of(
      'cognito-idp',
      ...['AdminListGroupsForUser', 'AdminRemoveUserFromGroup', 'CreateGroup', 'DeleteGroup'],
      'ListUsersInGroup',
    ),
    ReadOwnEvidence: of('s3', 'GetObject'),
    SeeWhatIsThere: of('s3', 'ListBucket'),
  },
  'in-production-plan': {
    Preview: of('cloudformation', 'DescribeEvents', 'GetTemplate', 'ListStackResources'),
    ReadNestedStacks: of('cloudformation', 'DescribeChangeSet', 'GetTemplate'),
    UseTransforms: of('cloudformation', 'CreateChangeSet'),
    PassTheServiceRole: of('iam', 'PassRole'),
    ReadEvidence: of('s3', 'GetObject'),
    SeeSource: of('s3', 'ListBucket'),
    SeeWhatIsThere: of('s3', 'ListBucket'),
  },
  'in-production-promote': {
    Preview: of('cloudformation', 'DescribeEvents', 'ListChangeSets', 'ListStackResources'),
    ReadNestedStacks: of('cloudformation', 'DescribeChangeSet', 'DescribeStackEvents', 'GetTemplate'),
    UseTransforms: of('cloudformation', 'CreateChangeSet'),
    Execute: of('cloudformation', 'ContinueUpdateRollback', 'DeleteStack', 'UpdateTerminationProtection'),
    PassTheServiceRole: of('iam', 'PassRole'),
    ReadEvidence: of('s3', 'GetObject'),
    SeeSource: of('s3', 'ListBucket'),
    ReadOwnEvidence: of('s3', 'GetObject'),
    UploadInParts: of('s3', 'PutObject'),
    DropParts: of('s3', 'AbortMultipartUpload'),
    SeeWhatIsThere: of('s3', 'ListBucket'),
  },
  // What the service is documented to ask for, and the local AWS does not: keys, and settings of buckets.
  pipeline: {
    KeepArtifacts: of('s3', 'GetObject', 'GetObjectVersion', 'PutObject'),
    SeeArtifacts: of('s3', 'GetBucketAcl', 'GetBucketLocation', 'GetBucketVersioning'),
    Encrypt: of('kms', 'Decrypt', 'GenerateDataKey'),
    EncryptMessage: of('kms', 'Decrypt', 'GenerateDataKey'),
  },
  'release-source': {
    SeeSource: of('s3', 'GetBucketAcl', 'GetBucketLocation', 'GetBucketVersioning', 'ListBucket'),
    Encrypt: of('kms', 'Decrypt', 'GenerateDataKey'),
  },
  'toolkit-source': {
    ReadSource: of('s3', 'GetObjectVersion'),
    SeeSource: of('s3', 'GetBucketAcl', 'GetBucketLocation', 'GetBucketVersioning', 'ListBucket'),
    Encrypt: of('kms', 'Decrypt', 'GenerateDataKey'),
  },
  deploy: { ReadArtifacts: of('s3', 'GetObjectVersion'), Decrypt: of('kms', 'Decrypt') },
  gate: { ReadArtifacts: of('s3', 'GetObjectVersion'), Decrypt: of('kms', 'Decrypt') },
  plan: { ReadArtifacts: of('s3', 'GetObjectVersion'), Decrypt: of('kms', 'Decrypt') },
  promote: { ReadArtifacts: of('s3', 'GetObjectVersion'), Decrypt: of('kms', 'Decrypt') },
  // What people need who look for the reason of a failure, mend it, or stop an execution.
  starter: {
    Drive: of('codepipeline', 'StopPipelineExecution'),
    ReadLogs: of('logs', 'GetLogEvents'),
    // Only AWS says of an object that is missing that access is denied.
    SeeWhatIsMissing: of('s3', 'ListBucket'),
    UploadInParts: of('s3', 'PutObject'),
    ReadAndDropParts: of('s3', 'AbortMultipartUpload'),
  },
  approver: {
    Read: of('codepipeline', 'GetPipelineState', 'ListRuleExecutions'),
    ReadLogs: of('logs', 'GetLogEvents'),
    RetryAndRollBack: of('codepipeline', 'RetryStageExecution', 'RollbackStage'),
  },
}

/** Names of the rights that no rehearsal used, as `nameOf` gives them. */
export const unusedRights: readonly string[] = Object.entries(stays).flatMap(([role, statements]) =>
  Object.entries(statements).flatMap(([sid, actions]) =>
    actions.map((action) => `parking-desk-${role} ${sid} ${action}`),
  ),
)

function of(service: string, ...names: readonly string[]): readonly string[] {
  return names.map((name) => `${service}:${name}`)
}
