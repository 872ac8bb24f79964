import type { Configuration } from '../../../delivery/environment/configuration.ts'
import type { LocalEnvironment } from '../../../local/local-environment.ts'

/** The accounts and the region of a local AWS. */
type Accounts = Pick<LocalEnvironment, 'accounts' | 'region'>

/** The pipeline that a line renders for the local AWS, as `liftlock.yml` has it. */
export interface LocalPipeline {
  readonly name: string
  readonly account: string
  readonly region: string
  /** Bucket of its sources. */
  readonly bucket: string
  /** The environments with everything that a pipeline needs to know of them. */
  readonly configuration: Configuration
  /** Parts of `pipeline` that do not count here. */
  readonly leftOut: readonly string[]
}

/** What would make a person wait on a laptop, or needs what only AWS has. */
const onlyOnAws = ['window', 'alarms', 'notifications', 'starters'] as const

/**
 * The pipeline of an application on the local AWS. Environments without an account get one, and CloudFormation a role;
 * a pipeline without an account lies in that of staging.
 */
export function localPipeline(
  { environments, pipeline: own, ...rest }: Configuration,
  application: string,
  { accounts, region }: Accounts,
): LocalPipeline {
  const completed = Object.entries(environments).map(([name, environment]) => {
    const account = environment.account ?? (name === 'production' ? accounts.production : accounts.staging)
    const role = `arn:aws:iam::${account}:role/${application}-cloudformation`
    const added = { account, region: environment.region ?? region, 'role-arn': environment['role-arn'] ?? role }
    return [name, { ...environment, ...added }] as const
  })
  const configuration = { ...rest, application, environments: Object.fromEntries(completed) }
  const { staging } = configuration.environments
  return {
    name: own?.name ?? application,
    account: own?.account ?? staging?.account ?? accounts.staging,
    region: own?.region ?? staging?.region ?? region,
    bucket: own?.source.bucket ?? `${application}-pipeline-source`,
    configuration,
    leftOut: own === undefined ? [] : onlyOnAws.filter((key) => isSet(own[key])),
  }
}

/** `liftlock.yml` that describes the pipeline and its environments. Whoever works on this machine may approve. */
export function deliveredConfiguration({ name, account, region, bucket, configuration }: LocalPipeline): string {
  const approval = { approvers: [`arn:aws:iam::${account}:root`] }
  const pipeline = { name, account, region, source: { bucket }, approval }
  // JSON is YAML.
  return `${JSON.stringify({ ...configuration, pipeline }, undefined, 2)}\n`
}

function isSet(part: unknown): boolean {
  if (Array.isArray(part)) return part.length > 0
  if (typeof part !== 'object' || part === null) return part !== undefined
  return Object.values(part).some((member) => typeof member === 'object' && isSet(member)) || 'cron' in part
}
