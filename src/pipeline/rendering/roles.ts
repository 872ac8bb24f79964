import { partitionOf } from './partition.ts'
import { fillPolicy, type PolicyStatement, type PolicyValues } from './policies.ts'
import { type Place, pipelineArn, roleArn, type WantedPipeline } from './wanted.ts'

/**
 * The actions of the pipeline that run our commands; each has a role in the account of the pipeline. `prepare` and
 * `bring` write the files that actions of CloudFormation take, for staging and for production.
 */
export type StageAction = 'deploy' | 'gate' | 'plan' | 'promote' | 'prepare' | 'bring'

/** The actions that run our commands in this pipeline, in the order of their stages. */
export function stageActions({ actions }: WantedPipeline): readonly StageAction[] {
  return actions === 'cloudformation' ? ['prepare', 'gate', 'bring'] : ['deploy', 'gate', 'plan', 'promote']
}

/** The logical ids of the roles of these actions. */
export const logicalIds: Readonly<Record<StageAction, string>> = {
  deploy: 'DeployRole',
  gate: 'GateRole',
  plan: 'PlanRole',
  promote: 'PromoteRole',
  prepare: 'PrepareRole',
  bring: 'BringRole',
}

/** Resources of a template by their logical ids. */
export type Resources = Readonly<Record<string, unknown>>

/** The name of a role in the account of the pipeline. */
export function ownRole({ name }: WantedPipeline, purpose: string): string {
  return `${name}-${purpose}`
}

/** The name of a role in the account of an environment. */
export function placedRole({ name }: WantedPipeline, { environment }: Place, purpose: string): string {
  return `${name}-in-${environment}-${purpose}`
}

/** The environment that a stage works in. */
export function placeOfStage({ staging, production }: WantedPipeline, action: StageAction): Place {
  return action === 'deploy' || action === 'gate' || action === 'prepare' ? staging : production
}

/** The ARN of the role that a stage takes for all calls in its environment. */
export function workingRole(wanted: WantedPipeline, action: StageAction): string {
  const place = placeOfStage(wanted, action)
  return roleArn(place, placedRole(wanted, place, action))
}

/** What a stage may do in its environment: the policy of its action, with the names of the environment. */
export function stageRights(wanted: WantedPipeline, action: StageAction): readonly PolicyStatement[] {
  return fillPolicy(policyOf(wanted, action), valuesOf(wanted, placeOfStage(wanted, action)))
}

/** Who only reads or copies a release needs that part of the rights of a deployment or a promotion. */
function policyOf({ policies }: WantedPipeline, action: StageAction): readonly PolicyStatement[] {
  if (action === 'prepare') return releaseRights(policies.deploy, ['ReadRelease', 'SeeWhatIsThere'])
  if (action !== 'bring') return policies[action]
  const copying = ['ReadSource', 'SeeSource', 'ReadTarget', 'MirrorRelease', 'UploadInParts', 'DropParts']
  return releaseRights(policies.promote, [...copying, 'SeeWhatIsThere'])
}

/** The statements with these names, without what is not of a release. */
function releaseRights(statements: readonly PolicyStatement[], sids: readonly string[]): readonly PolicyStatement[] {
  const ofRelease = (arn: unknown) => /BUCKET(?:$|\/(?:blobs|releases|versions)\/)/.test(arn as string)
  return statements
    .filter(({ Sid }) => sids.includes(Sid))
    .map((statement) => ({ ...statement, Resource: statement.Resource.filter(ofRelease) }))
}

/** A user pool and a bus have names that only the deployed stack knows. */
function valuesOf({ application }: WantedPipeline, place: Place): PolicyValues {
  return {
    account: place.account,
    region: place.region,
    serviceRole: place.serviceRole,
    signingKey: place.signingKey,
    words: {
      STACK: [place.stack],
      BUCKET: [place.bucket],
      SOURCE_BUCKET: place.sourceBuckets,
      APPLICATION: [application],
      ENVIRONMENT: [place.environment],
      POOL: ['*'],
      BUS: ['*'],
    },
  }
}

/** The rights of the pipeline command, for this pipeline; `sids` chooses statements. */
export function pipelineRights(wanted: WantedPipeline, sids: readonly string[]): readonly PolicyStatement[] {
  const { name, account, region, policies } = wanted
  const chosen = policies.pipeline.filter(({ Sid }) => sids.includes(Sid))
  return fillPolicy(chosen, { account, region, words: { PIPELINE: [name] } })
}

/** What a stage inside of the pipeline asks about its own execution. */
const ownExecutionCalls = ['codepipeline:GetPipelineExecution', 'codepipeline:ListActionExecutions']

/** The part of the rights to read that a stage inside of the pipeline needs. */
export function ownExecutionRights(wanted: WantedPipeline): PolicyStatement {
  const [reading] = pipelineRights(wanted, ['Read'])
  const Action = reading!.Action.filter((action) => ownExecutionCalls.includes(action))
  return { ...reading!, Sid: 'ReadOwnExecution', Action }
}

/** A role of IAM with one policy. */
export function role(name: string, trust: readonly object[], statements: readonly PolicyStatement[]) {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: trust },
      ...(statements.length > 0 && {
        Policies: [{ PolicyName: 'liftlock', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
      }),
    },
  }
}

/** Lets one role of an account in, before it exists: a principal that is missing would be refused. */
export function trustInRole(wanted: WantedPipeline, name: string): object {
  const arn = roleArn(wanted, name)
  return {
    Effect: 'Allow',
    Principal: { AWS: `arn:${partitionOf(wanted.region)}:iam::${wanted.account}:root` },
    Action: 'sts:AssumeRole',
    Condition: { ArnEquals: { 'aws:PrincipalArn': arn } },
  }
}

/** Lets the service in, for this pipeline only (CodePipeline User Guide, "Cross-service confused deputy prevention"). */
export function trustInService(wanted: WantedPipeline): object {
  return {
    Effect: 'Allow',
    Principal: { Service: 'codepipeline.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:SourceAccount': wanted.account },
      ArnEquals: { 'aws:SourceArn': pipelineArn(wanted) },
    },
  }
}
