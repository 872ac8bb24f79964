import { alarmRoleArn } from './environment-roles.ts'
import { nativeRoles } from './native-roles.ts'
import { partitionOf } from './partition.ts'
import type { PolicyStatement } from './policies.ts'
import {
  logicalIds,
  ownExecutionRights,
  ownRole,
  pipelineRights,
  type Resources,
  role,
  type StageAction,
  stageActions,
  trustInService,
  workingRole,
} from './roles.ts'
import { bundlePattern } from './source-keys.ts'
import { roleArn, type Sources, type WantedPipeline } from './wanted.ts'

const artifacts = { 'Fn::GetAtt': ['Artifacts', 'Arn'] }
const inArtifacts = { 'Fn::Sub': '${Artifacts.Arn}/*' }
const key = { 'Fn::GetAtt': ['Key', 'Arn'] }
const messageKey = { 'Fn::GetAtt': ['MessageKey', 'Arn'] }
const allow = (Sid: string, Action: readonly string[], Resource: readonly unknown[]): PolicyStatement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
})

const seeBucket = ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning']

const readArtifacts = [
  allow('ReadArtifacts', ['s3:GetObject', 's3:GetObjectVersion'], [inArtifacts]),
  allow('Decrypt', ['kms:Decrypt'], [key]),
]

const handArtifacts = [
  allow('HandArtifacts', ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], [inArtifacts]),
  allow('Encrypt', ['kms:Decrypt', 'kms:GenerateDataKey'], [key]),
]

/** The roles in the account of the pipeline: one for each kind of action, for the pipeline itself, and for people. */
export function renderPipelineRoles(wanted: WantedPipeline): Resources {
  const ownTrust = [
    { Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': ['PipelineRole', 'Arn'] } }, Action: 'sts:AssumeRole' },
  ]
  const own = (purpose: string, rights: readonly PolicyStatement[]) => role(ownRole(wanted, purpose), ownTrust, rights)
  return {
    PipelineRole: role(ownRole(wanted, 'pipeline'), [trustInService(wanted)], serviceRights(wanted)),
    ReleaseSourceRole: own('release-source', sourceRights(wanted, 'release')),
    ToolkitSourceRole: own('toolkit-source', sourceRights(wanted, 'toolkit')),
    ...Object.fromEntries(
      stageActions(wanted).map((action) => [logicalIds[action], own(action, stageRoleRights(wanted, action))]),
    ),
    ...(hasWindowStage(wanted) && { WindowRole: own('window', [...readArtifacts, logRights(wanted)]) }),
    ...starterRole(wanted),
    ...approverRole(wanted),
  }
}

/** Whether the window has a stage of its own, because alarms are looked at after it. */
export function hasWindowStage({ window, alarms }: WantedPipeline): boolean {
  return window !== undefined && alarms.before.length > 0
}

/** The service takes the roles of the actions; by itself it keeps artifacts, and asks for the approval. */
function serviceRights(wanted: WantedPipeline): readonly PolicyStatement[] {
  const purposes = ['release-source', 'toolkit-source', ...stageActions(wanted)]
  const own = [...purposes, ...(hasWindowStage(wanted) ? ['window'] : [])].map((purpose) =>
    roleArn(wanted, ownRole(wanted, purpose)),
  )
  const alarms = alarmRoleArn(wanted)
  const elsewhere = [...nativeRoles(wanted), ...(alarms === undefined ? [] : [alarms])]
  return [
    allow('TakeRolesOfActions', ['sts:AssumeRole'], [...own, ...elsewhere]),
    allow('KeepArtifacts', ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], [inArtifacts]),
    allow('SeeArtifacts', seeBucket, [artifacts]),
    allow('Encrypt', ['kms:Decrypt', 'kms:GenerateDataKey'], [key]),
    allow('AskForApproval', ['sns:Publish'], [{ Ref: 'Topic' }]),
    allow('EncryptMessage', ['kms:Decrypt', 'kms:GenerateDataKey'], [messageKey]),
  ]
}

function sourceRights({ sources, region }: WantedPipeline, which: 'release' | 'toolkit'): readonly PolicyStatement[] {
  const bucket = `arn:${partitionOf(region)}:s3:::${sources.bucket}`
  return [
    allow('ReadSource', ['s3:GetObject', 's3:GetObjectVersion'], objectsOf(sources, which, bucket)),
    // Without the list, the store says of an object that is missing that access is denied.
    allow('SeeSource', [...seeBucket, 's3:ListBucket'], [bucket]),
    allow('KeepArtifacts', ['s3:PutObject'], [inArtifacts]),
    allow('Encrypt', ['kms:Decrypt', 'kms:GenerateDataKey'], [key]),
  ]
}

/** Bundles of releases lie below their key. */
function objectsOf(sources: Sources, which: 'release' | 'toolkit', bucket: string): readonly string[] {
  const own = `${bucket}/${sources[which]}`
  return which === 'release' ? [own, `${bucket}/${bundlePattern(sources.release)}`] : [own]
}

/** What a stage does in its environment, it does as the role there. */
function stageRoleRights(wanted: WantedPipeline, action: StageAction): readonly PolicyStatement[] {
  return [
    allow('WorkInTheEnvironment', ['sts:AssumeRole'], [workingRole(wanted, action)]),
    // Only a promotion asks who approved, and whether it is a rollback.
    ...(action === 'promote' ? [ownExecutionRights(wanted)] : []),
    ...(action === 'prepare' || action === 'bring' ? handArtifacts : readArtifacts),
    logRights(wanted),
  ]
}

/** The log group of a pipeline's commands (CodePipeline User Guide, "Commands action reference"). */
export function logGroupName({ name }: WantedPipeline): string {
  return `/aws/codepipeline/${name}`
}

function logRights(wanted: WantedPipeline): PolicyStatement {
  const { account, region } = wanted
  const group = `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${logGroupName(wanted)}`
  const actions = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']
  return allow('Log', actions, [group, `${group}:*`])
}

/** Who follows an execution reads why an action failed; all actions of the pipeline write into one group. */
function readLog(wanted: WantedPipeline): readonly PolicyStatement[] {
  const ofPipeline = (arn: unknown) => String(arn).includes(`:log-group:${logGroupName(wanted)}:`)
  return pipelineRights(wanted, ['ReadLogs']).map((statement) => ({
    ...statement,
    Resource: statement.Resource.filter(ofPipeline),
  }))
}

/** Bundles are written once: parts of an upload become an object by a call that the first right is for. */
function bringRights(bundles: string): readonly PolicyStatement[] {
  const put = (sid: string, Condition: object) => ({
    ...allow(sid, ['s3:PutObject'], [bundles]),
    Condition: { ...Condition },
  })
  return [
    allow('ReadAndDropParts', ['s3:AbortMultipartUpload', 's3:GetObject'], [bundles]),
    put('BringTheRelease', { Null: { 's3:if-none-match': 'false' } }),
    put('UploadInParts', { Bool: { 's3:ObjectCreationOperation': 'false' } }),
  ]
}

function starterRole(wanted: WantedPipeline): Resources {
  const { starters, sources, region } = wanted
  if (starters.length === 0) return {}
  const bucket = `arn:${partitionOf(region)}:s3:::${sources.bucket}`
  const rights = [
    ...pipelineRights(wanted, ['Read', 'Drive']),
    ...readLog(wanted),
    ...bringRights(`${bucket}/${bundlePattern(sources.release)}`),
    // Without it, the store says of an object that is missing that access is denied.
    allow('SeeWhatIsMissing', ['s3:ListBucket'], [bucket]),
  ]
  return { StarterRole: role(ownRole(wanted, 'starter'), [trustInGithub(wanted, starters)], rights) }
}

/**
 * The right to answer is for the one approval of the pipeline. Who may let a release in may also try a stage again, and
 * bring back an earlier release.
 */
function approverRole(wanted: WantedPipeline): Resources {
  const { approvers } = wanted.approval
  if (approvers.length === 0) return {}
  const [jobs, principals] = [approvers.filter(isSubject), approvers.filter((approver) => !isSubject(approver))]
  const trust = [
    ...(principals.length === 0 ? [] : [{ Effect: 'Allow', Principal: { AWS: principals }, Action: 'sts:AssumeRole' }]),
    ...(jobs.length === 0 ? [] : [trustInGithub(wanted, jobs)]),
  ]
  const answer = pipelineRights(wanted, ['Answer']).map((statement) => ({
    ...statement,
    Resource: (statement.Resource as readonly string[]).map((arn) => arn.replace(/\/\*\/\*$/, '/Approve/Approve')),
  }))
  const mend = pipelineRights(wanted, ['ChangeStages']).map((statement) => ({
    ...statement,
    Sid: 'RetryAndRollBack',
    Action: statement.Action.filter((action) => mending.includes(action)),
  }))
  const rights = [...pipelineRights(wanted, ['Read']), ...readLog(wanted), ...answer, ...mend]
  return { ApproverRole: role(ownRole(wanted, 'approver'), trust, rights) }
}

const mending = ['codepipeline:RetryStageExecution', 'codepipeline:RollbackStage']

const isSubject = (approver: string) => approver.startsWith('repo:')

/** Lets jobs of GitHub in, by the whole subject of their token. */
function trustInGithub({ account, region }: WantedPipeline, subjects: readonly string[]): object {
  const host = 'token.actions.githubusercontent.com'
  return {
    Effect: 'Allow',
    Principal: { Federated: `arn:${partitionOf(region)}:iam::${account}:oidc-provider/${host}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: subjects } },
  }
}
