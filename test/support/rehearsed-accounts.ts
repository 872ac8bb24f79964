import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'
import { type Ended, outputsOf, succeed } from './command-line.ts'

/** Accounts of the rehearsal: the pipeline has one of its own. */
export const accounts = { staging: '111111111111', production: '222222222222', pipeline: '333333333333' } as const
export const pipelineName = 'parking-desk'
export const sourceBucket = 'parking-desk-pipeline-source'
/** The job of GitHub that may start deliveries. */
export const starter = 'repo:acme/parking-desk:ref:refs/heads/main'

export type Place = keyof typeof accounts

export const packageRole = `arn:aws:iam::${accounts.staging}:role/parking-desk-package`

const serviceRole = (place: Place) => `arn:aws:iam::${accounts[place]}:role/parking-desk-cloudformation`

/** `liftlock.yml` of the rehearsal; without the version of the toolkit, it is the one inside of the archive. */
export function rehearsedConfiguration(toolkitVersion = 'not-yet'): string {
  const parts = {
    application: 'parking-desk',
    environments: {
      staging: {
        account: accounts.staging,
        region: 'eu-west-1',
        bucket: 'parking-desk-artifacts-staging',
        stack: 'parking-desk-staging',
        'role-arn': serviceRole('staging'),
      },
      production: {
        account: accounts.production,
        region: 'eu-west-1',
        bucket: 'parking-desk-artifacts',
        stack: 'parking-desk',
        'role-arn': serviceRole('production'),
        requires: ['quality-gate@staging'],
        protect: ['AWS::DynamoDB::*', 'AWS::Cognito::UserPool', 'AWS::S3::Bucket'],
      },
    },
    pipeline: {
      account: accounts.pipeline,
      region: 'eu-west-1',
      source: { bucket: sourceBucket, 'toolkit-version': toolkitVersion },
      approval: { approvers: [`arn:aws:iam::${accounts.pipeline}:root`] },
      starters: [starter],
    },
  }
  return `${JSON.stringify(parts, undefined, 2)}\n`
}

export type DeployedBy = (stack: string, template: string, place: Place, ...more: readonly string[]) => Promise<Ended>

/** Deploys the roles and the buckets of the environments. */
export async function prepareAccounts(deploy: DeployedBy, templates: string): Promise<void> {
  for (const place of ['staging', 'production'] as const) {
    writeFileSync(join(templates, 'set-up.json'), JSON.stringify(setUpRoles(place)))
    await succeed(deploy('set-up', join(templates, 'set-up.json'), place))
    const roles = await succeed(deploy('pipeline-roles', join(templates, `roles-${place}.json`), place))
    await succeed(deployBucket(deploy, place, outputsOf(roles).outputs))
  }
}

function deployBucket(deploy: DeployedBy, place: 'staging' | 'production', roles: Readonly<Record<string, string>>) {
  const parameters = {
    Name: place === 'staging' ? 'parking-desk-artifacts-staging' : 'parking-desk-artifacts',
    Environment: place,
    Administrators: `arn:aws:iam::${accounts[place]}:role/*`,
    ...(place === 'staging' && { Readers: accounts.production, PackageRoles: packageRole }),
    ...Object.fromEntries(
      Object.entries(roles).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]),
    ),
  }
  const given = Object.entries(parameters).flatMap(([key, value]) => ['--parameter-overrides', `${key}=${value}`])
  return deploy('artifacts', join(packageRoot(), 'docs', 'guides', 'artifact-bucket.yaml'), place, ...given)
}

/** Roles that are there before a pipeline: that of CloudFormation, whose rights the local AWS does not look at. */
function setUpRoles(place: 'staging' | 'production') {
  const cloudFormation = {
    RoleName: 'parking-desk-cloudformation',
    AssumeRolePolicyDocument: trust({ Service: 'cloudformation.amazonaws.com' }),
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  }
  const text = readFileSync(join(packageRoot(), 'actions', 'package', 'policy.json'), 'utf8')
  const words = { BUCKET: 'parking-desk-artifacts-staging', APPLICATION: 'parking-desk' }
  const filled = text.replace(/BUCKET|APPLICATION/g, (word) => words[word as keyof typeof words])
  const packages = {
    RoleName: 'parking-desk-package',
    AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${accounts.staging}:root` }),
    Policies: [{ PolicyName: 'package', PolicyDocument: JSON.parse(filled) }],
  }
  return {
    Resources: {
      CloudFormation: { Type: 'AWS::IAM::Role', Properties: cloudFormation },
      ...(place === 'staging' && { Package: { Type: 'AWS::IAM::Role', Properties: packages } }),
    },
  }
}

function trust(Principal: object) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] }
}
