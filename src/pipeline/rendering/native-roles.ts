import { partitionOf } from './partition.ts'
import type { PolicyStatement } from './policies.ts'
import { ownRole, placedRole, type Resources, role, trustInRole } from './roles.ts'
import { type Place, roleArn, type WantedPipeline } from './wanted.ts'

/** The actions of CloudFormation; each has a role in the account of its environment. */
export type NativeAction = 'change' | 'execute'

/** The ARN of the role that an action of CloudFormation works as. */
export function nativeRole(wanted: WantedPipeline, place: Place, action: NativeAction): string {
  return roleArn(place, placedRole(wanted, place, action))
}

/** The ARNs of the roles of all actions of CloudFormation; none when our commands deploy. */
export function nativeRoles(wanted: WantedPipeline): readonly string[] {
  return nativePlaces(wanted).flatMap((place) => [
    nativeRole(wanted, place, 'change'),
    nativeRole(wanted, place, 'execute'),
  ])
}

/** The environments in which actions of CloudFormation work, staging first; none when our commands deploy. */
export function nativePlaces({ actions, staging, production }: WantedPipeline): readonly Place[] {
  return actions === 'cloudformation' ? [staging, production] : []
}

/** The artifacts with the template and its configuration, of staging and of production. */
export const changeArtifacts = { staging: 'StagingFiles', production: 'ProductionFiles' } as const

/**
 * Keys of the artifact that the change set of an environment is made from, as a pattern of IAM. The service shortens
 * the name of the pipeline to 20 characters and that of the artifact to 10 (recorded).
 */
export function artifactKeys({ name, staging }: WantedPipeline, place: Place): string {
  const artifact = changeArtifacts[place === staging ? 'staging' : 'production']
  return `${name.slice(0, 20)}*/${artifact.slice(0, 10)}*`
}

/** The ARNs of the roles that read artifacts from another account. */
export function artifactReaders(wanted: WantedPipeline): readonly string[] {
  return nativeRoles(wanted).filter((arn) => arn.endsWith('-change'))
}

/** The bucket for artifacts, when roles of other accounts have to know it before it is there. */
export function artifactBucketOf({ name, account }: WantedPipeline): string {
  return `${name}-artifacts-${account}`
}

/** The roles of the actions of CloudFormation in one environment. The service takes them as the role of the pipeline. */
export function renderNativeRoles(wanted: WantedPipeline, place: Place): Resources {
  const trust = [trustInRole(wanted, ownRole(wanted, 'pipeline'))]
  return {
    ChangeRole: role(placedRole(wanted, place, 'change'), trust, changeRights(wanted, place)),
    ExecuteRole: role(placedRole(wanted, place, 'execute'), trust, executeRights(place)),
  }
}

/** What CodePipeline calls (CodePipeline User Guide, "CloudFormation deploy action reference"). */
function changeRights(wanted: WantedPipeline, place: Place): readonly PolicyStatement[] {
  const { region, serviceRole } = place
  return [
    {
      Sid: 'MakeChangeSet',
      Effect: 'Allow',
      Action: [
        'cloudformation:CreateChangeSet',
        'cloudformation:DeleteChangeSet',
        'cloudformation:DescribeChangeSet',
        'cloudformation:DescribeStacks',
      ],
      Resource: [stackArn(place)],
    },
    {
      Sid: 'UseTransforms',
      Effect: 'Allow',
      Action: ['cloudformation:CreateChangeSet'],
      Resource: [`arn:${partitionOf(region)}:cloudformation:${region}:aws:transform/*`],
    },
    {
      Sid: 'PassTheServiceRole',
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: [serviceRole],
      Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
    },
    ...artifactRights(wanted, place),
  ]
}

function executeRights(place: Place): readonly PolicyStatement[] {
  return [
    {
      Sid: 'ExecuteChangeSet',
      Effect: 'Allow',
      Action: [
        'cloudformation:DescribeChangeSet',
        'cloudformation:DescribeStackEvents',
        'cloudformation:DescribeStacks',
        'cloudformation:ExecuteChangeSet',
      ],
      Resource: [stackArn(place)],
    },
  ]
}

function stackArn({ account, region, stack }: Place): string {
  return `arn:${partitionOf(region)}:cloudformation:${region}:${account}:stack/${stack}/*`
}

/**
 * Reads the artifact of its environment, and puts a template beside it that is too large for a request. The key has no ARN before the pipeline is
 * deployed, so the right to use it is for objects of this bucket only (KMS Developer Guide, "kms:EncryptionContext").
 */
function artifactRights(wanted: WantedPipeline, place: Place): readonly PolicyStatement[] {
  const { account, region } = wanted
  const bucket = `arn:${partitionOf(region)}:s3:::${artifactBucketOf(wanted)}`
  const own = `${bucket}/${artifactKeys(wanted, place)}`
  return [
    {
      Sid: 'ReadArtifacts',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion'],
      Resource: [own],
    },
    { Sid: 'KeepLargeTemplate', Effect: 'Allow', Action: ['s3:PutObject'], Resource: [own] },
    {
      Sid: 'UseKeyOfArtifacts',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: [`arn:${partitionOf(region)}:kms:${region}:${account}:key/*`],
      Condition: {
        StringEquals: { 'kms:ViaService': `s3.${region}.${domainOf(region)}` },
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucket, `${bucket}/*`] },
      },
    },
  ]
}

function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
}
