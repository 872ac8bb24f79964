import { join } from 'node:path'
import { packageRoot } from '../../src/system/package-root.ts'

/* What the rendered pipeline of the tests reads: its configuration, and the settings of its buckets. */
export const staging = '111111111111'
export const production = '222222222222'
export const region = 'eu-west-1'
export const sources = 'desk-source'
export const buckets = { staging: 'desk-artifacts-staging', production: 'desk-artifacts' }

export const bucketTemplate = join(packageRoot(), 'docs', 'guides', 'artifact-bucket.yaml')

/** The roles of the rendered templates write into the bucket, and production reads that of staging. */
export function bucketParameters(name: keyof typeof buckets, account: string): readonly string[] {
  const role = (purpose: string) => `arn:aws:iam::${account}:role/desk-in-${name}-${purpose}`
  const values = {
    Name: buckets[name],
    Environment: name,
    Administrators: `arn:aws:iam::${account}:user/administrator`,
    ...(name === 'staging'
      ? { DeployRoles: role('deploy'), GateRoles: role('gate'), Readers: production }
      : { PlanRoles: role('plan'), PromoteRoles: role('promote') }),
  }
  return ['--parameter-overrides', JSON.stringify(values)]
}

/** The configuration of the pipeline. */
export function configuration(toolkitVersion: string): string {
  const environment = (name: keyof typeof buckets, account: string) =>
    `  ${name}: { account: "${account}", region: ${region}, stack: desk, bucket: ${buckets[name]}, role-arn: "arn:aws:iam::${account}:role/desk-cloudformation"`
  return `application: greeting
environments:
${environment('staging', staging)} }
${environment('production', production)}, requires: [quality-gate@staging], rollback-without-approval: true }
pipeline:
  name: desk
  account: "${staging}"
  region: ${region}
  source: { bucket: ${sources}, toolkit-version: "${toolkitVersion}" }
  approval: { approvers: ["arn:aws:iam::${staging}:role/release-managers"], time-limit: 1440 }
`
}
