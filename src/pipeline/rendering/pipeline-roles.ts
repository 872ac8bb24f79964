import { alarmRoleArn } from './environment-roles.ts'
import { partitionOf } from './partition.ts'
import type { PolicyStatement } from './policies.ts'
import {
  ownExecutionRights,
  ownRole,
  pipelineRights,
  type Resources,
  role,
  type StageAction,
  trustInService,
  workingRole,
} from './roles.ts'
import { roleArn, type WantedPipeline } from './wanted.ts'

const artifacts = { 'Fn::GetAtt': ['Artifacts', 'Arn'] }
const inArtifacts = { 'Fn::Sub': '${Artifacts.Arn}/*' }
const key = { 'Fn::GetAtt': ['Key', 'Arn'] }
const allow = (Sid: string, Action: readonly string[], Resource: readonly unknown[]): PolicyStatement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
})

const readArtifacts = [
  allow('ReadArtifacts', ['s3:GetObject', 's3:GetObjectVersion'], [inArtifacts]),
  allow('Decrypt', ['kms:Decrypt'], [key]),
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
    DeployRole: own('deploy', stageRoleRights(wanted, 'deploy')),
    GateRole: own('gate', stageRoleRights(wanted, 'gate')),
    PlanRole: own('plan', stageRoleRights(wanted, 'plan')),
    PromoteRole: own('promote', stageRoleRights(wanted, 'promote')),
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
  const purposes = ['release-source', 'toolkit-source', 'deploy', 'gate', 'plan', 'promote']
  const own = [...purposes, ...(hasWindowStage(wanted) ? ['window'] : [])].map((purpose) =>
    roleArn(wanted, ownRole(wanted, purpose)),
  )
  const alarms = alarmRoleArn(wanted)
  return [
    allow('TakeRolesOfActions', ['sts:AssumeRole'], alarms === undefined ? own : [...own, alarms]),
    allow('KeepArtifacts', ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], [inArtifacts]),
    allow('SeeArtifacts', ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'], [artifacts]),
    allow('Encrypt', ['kms:Decrypt', 'kms:GenerateDataKey'], [key]),
    allow('AskForApproval', ['sns:Publish'], [{ Ref: 'Topic' }]),
  ]
}

function sourceRights({ sources, region }: WantedPipeline, which: 'release' | 'toolkit'): readonly PolicyStatement[] {
  const bucket = `arn:${partitionOf(region)}:s3:::${sources.bucket}`
  return [
    allow('ReadSource', ['s3:GetObject', 's3:GetObjectVersion'], [`${bucket}/${sources[which]}`]),
    allow('SeeSource', ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'], [bucket]),
    allow('KeepArtifacts', ['s3:PutObject'], [inArtifacts]),
    allow('Encrypt', ['kms:Decrypt', 'kms:GenerateDataKey'], [key]),
  ]
}

/** What a stage does in its environment, it does as the role there. */
function stageRoleRights(wanted: WantedPipeline, action: StageAction): readonly PolicyStatement[] {
  return [
    allow('WorkInTheEnvironment', ['sts:AssumeRole'], [workingRole(wanted, action)]),
    // Only a promotion asks who approved, and whether it is a rollback.
    ...(action === 'promote' ? [ownExecutionRights(wanted)] : []),
    ...readArtifacts,
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

function starterRole(wanted: WantedPipeline): Resources {
  const { starters, sources, account, region } = wanted
  if (starters.length === 0) return {}
  const host = 'token.actions.githubusercontent.com'
  const trust = {
    Effect: 'Allow',
    Principal: { Federated: `arn:${partitionOf(region)}:iam::${account}:oidc-provider/${host}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: starters } },
  }
  const bundle = `arn:${partitionOf(region)}:s3:::${sources.bucket}/${sources.release}`
  const rights = [
    ...pipelineRights(wanted, ['Read', 'Drive']),
    ...readLog(wanted),
    allow('BringTheRelease', ['s3:PutObject'], [bundle]),
  ]
  return { StarterRole: role(ownRole(wanted, 'starter'), [trust], rights) }
}

/** The right to answer is for the one approval of the pipeline. */
function approverRole(wanted: WantedPipeline): Resources {
  const { approvers } = wanted.approval
  if (approvers.length === 0) return {}
  const trust = { Effect: 'Allow', Principal: { AWS: approvers }, Action: 'sts:AssumeRole' }
  const answer = pipelineRights(wanted, ['Answer']).map((statement) => ({
    ...statement,
    Resource: (statement.Resource as readonly string[]).map((arn) => arn.replace(/\/\*\/\*$/, '/Approve/Approve')),
  }))
  const rights = [...pipelineRights(wanted, ['Read']), ...readLog(wanted), ...answer]
  return { ApproverRole: role(ownRole(wanted, 'approver'), [trust], rights) }
}
