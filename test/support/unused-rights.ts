/** Rights of roles, by role and statement. The names of roles are without that of the pipeline. */
type Rights = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

interface Group {
  /** Why these rights stay. */
  readonly reason: string
  readonly rights: Rights
}

const groups: readonly Group[] = [
  {
    reason: 'for nested stacks and for transforms, which the rehearsed application does not have',
    rights: {
      'in-staging-deploy': {
        ReadNestedStacks: of('cloudformation', 'DescribeChangeSet', 'DescribeStackEvents', 'GetTemplate'),
        UseTransforms: of('cloudformation', 'CreateChangeSet'),
      },
      'in-production-plan': {
        ReadNestedStacks: of('cloudformation', 'DescribeChangeSet', 'GetTemplate'),
        UseTransforms: of('cloudformation', 'CreateChangeSet'),
      },
      'in-production-promote': {
        ReadNestedStacks: of('cloudformation', 'DescribeChangeSet', 'DescribeStackEvents', 'GetTemplate'),
        UseTransforms: of('cloudformation', 'CreateChangeSet'),
      },
      'in-staging-change': { UseTransforms: of('cloudformation', 'CreateChangeSet') },
      'in-production-change': { UseTransforms: of('cloudformation', 'CreateChangeSet') },
    },
  },
  {
    reason: 'for a deployment that failed, or that an earlier one left behind',
    rights: {
      'in-staging-deploy': {
        Preview: of('cloudformation', 'DescribeEvents', 'ListChangeSets', 'ListStackResources'),
        Execute: of('cloudformation', 'ContinueUpdateRollback', 'DeleteStack', 'UpdateTerminationProtection'),
      },
      'in-production-plan': { Preview: of('cloudformation', 'DescribeEvents', 'GetTemplate', 'ListStackResources') },
      'in-production-promote': {
        Preview: of('cloudformation', 'DescribeEvents', 'ListChangeSets', 'ListStackResources'),
        Execute: of('cloudformation', 'ContinueUpdateRollback', 'DeleteStack', 'UpdateTerminationProtection'),
      },
      'in-staging-execute': { ExecuteChangeSet: of('cloudformation', 'DescribeStackEvents') },
      'in-production-execute': { ExecuteChangeSet: of('cloudformation', 'DescribeStackEvents') },
    },
  },
  {
    reason: 'for objects that are absent, evidence that is there already, and templates and files that are larger',
    rights: {
      'in-staging-deploy': {
        ReadOwnEvidence: of('s3', 'GetObject'),
        KeepLargeTemplates: of('s3', 'PutObject'),
        SeeWhatIsThere: of('s3', 'ListBucket'),
      },
      'in-staging-gate': { ReadOwnEvidence: of('s3', 'GetObject'), SeeWhatIsThere: of('s3', 'ListBucket') },
      'in-production-plan': {
        ReadEvidence: of('s3', 'GetObject'),
        SeeSource: of('s3', 'ListBucket'),
        SeeWhatIsThere: of('s3', 'ListBucket'),
      },
      'in-production-promote': {
        ReadEvidence: of('s3', 'GetObject'),
        SeeSource: of('s3', 'ListBucket'),
        ReadOwnEvidence: of('s3', 'GetObject'),
        UploadInParts: of('s3', 'PutObject'),
        DropParts: of('s3', 'AbortMultipartUpload'),
        SeeWhatIsThere: of('s3', 'ListBucket'),
      },
      starter: {
        SeeWhatIsMissing: of('s3', 'ListBucket'),
        UploadInParts: of('s3', 'PutObject'),
        ReadAndDropParts: of('s3', 'AbortMultipartUpload'),
      },
    },
  },
  {
    reason: 'for groups of test users, which the scenarios of the rehearsed application do not make',
    rights: {
      'in-staging-gate': {
        UseTestUsers: of(
          'cognito-idp',
          ...['AdminListGroupsForUser', 'AdminRemoveUserFromGroup', 'CreateGroup', 'DeleteGroup'],
          'ListUsersInGroup',
        ),
      },
    },
  },
  {
    reason: 'documented for the service, and not asked for by the local one',
    rights: {
      pipeline: {
        KeepArtifacts: of('s3', 'GetObject', 'GetObjectVersion', 'PutObject'),
        SeeArtifacts: of('s3', 'GetBucketAcl', 'GetBucketLocation', 'GetBucketVersioning'),
        Encrypt: of('kms', 'Decrypt', 'GenerateDataKey'),
      },
      'release-source': {
        SeeSource: of('s3', 'GetBucketAcl', 'GetBucketLocation', 'ListBucket'),
        Encrypt: of('kms', 'Decrypt'),
      },
      'toolkit-source': {
        SeeSource: of('s3', 'GetBucketAcl', 'GetBucketLocation', 'ListBucket'),
        Encrypt: of('kms', 'Decrypt'),
      },
      deploy: { ReadArtifacts: of('s3', 'GetObjectVersion') },
      gate: { ReadArtifacts: of('s3', 'GetObjectVersion') },
      plan: { ReadArtifacts: of('s3', 'GetObjectVersion') },
      promote: { ReadArtifacts: of('s3', 'GetObjectVersion') },
      window: { ReadArtifacts: of('s3', 'GetObjectVersion') },
      prepare: { HandArtifacts: of('s3', 'GetObjectVersion') },
      bring: { HandArtifacts: of('s3', 'GetObjectVersion') },
      'in-staging-change': { ReadArtifacts: of('s3', 'GetObjectVersion') },
      'in-production-change': { ReadArtifacts: of('s3', 'GetObjectVersion') },
    },
  },
  {
    reason: 'for people who look for the reason of a failure, mend it, or stop an execution',
    rights: {
      starter: {
        Drive: of('codepipeline', 'StopPipelineExecution'),
        ReadLogs: of('logs', 'GetLogEvents'),
      },
      approver: {
        Read: of('codepipeline', 'GetPipelineState', 'ListRuleExecutions'),
        ReadLogs: of('logs', 'GetLogEvents'),
        RetryAndRollBack: of('codepipeline', 'RetryStageExecution', 'RollbackStage'),
      },
    },
  },
]

/** Rights that are used, and without which the delivery goes on. */
const tolerated: readonly Group[] = [
  {
    reason: 'without it the action goes on, and its log stays empty',
    rights: Object.fromEntries(
      ['deploy', 'gate', 'plan', 'promote', 'window', 'prepare', 'bring'].map((role) => [
        role,
        { Log: of('logs', 'PutLogEvents') },
      ]),
    ),
  },
]

/** Why rights stay that no rehearsal used, by their names, as `nameOf` gives them. */
export const unusedRights: ReadonlyMap<string, string> = reasonsOf(groups)

/** Why rights stay without which the rehearsal goes on, by their names. */
export const toleratedRights: ReadonlyMap<string, string> = reasonsOf(tolerated)

function reasonsOf(all: readonly Group[]): ReadonlyMap<string, string> {
  return new Map(
    all.flatMap(({ reason, rights }) =>
      Object.entries(rights).flatMap(([role, statements]) =>
        Object.entries(statements).flatMap(([sid, actions]) =>
          actions.map((action) => [`parking-desk-${role} ${sid} ${action}`, reason] as const),
        ),
      ),
    ),
  )
}

function of(service: string, ...names: readonly string[]): readonly string[] {
  return names.map((name) => `${service}:${name}`)
}
