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

/** An archive lies under a key of its own, so that the newest version is always the right one. */
export interface PipelineSources {
  readonly toolkit: string
  readonly toolkitVersion: string
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

/** `liftlock.yml` that the archive inside of the pipeline has: without the pipeline, which only the template counts for. */
export function archivedConfiguration({ configuration }: LocalPipeline): string {
  return text(configuration)
}

/** `liftlock.yml` from which the templates are rendered. Whoever works on this machine may approve. */
export function renderedConfiguration(pipeline: LocalPipeline, sources: PipelineSources): string {
  const { name, account, region, bucket, configuration } = pipeline
  const source = { bucket, toolkit: sources.toolkit, 'toolkit-version': sources.toolkitVersion }
  const approval = { approvers: [`arn:aws:iam::${account}:root`] }
  return text({ ...configuration, pipeline: { name, account, region, source, approval } })
}

/** JSON is YAML. */
function text(configuration: object): string {
  return `${JSON.stringify(configuration, undefined, 2)}\n`
}

function isSet(part: unknown): boolean {
  if (Array.isArray(part)) return part.length > 0
  if (typeof part !== 'object' || part === null) return part !== undefined
  return Object.values(part).some((member) => typeof member === 'object' && isSet(member)) || 'cron' in part
}
