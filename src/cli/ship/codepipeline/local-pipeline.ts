import { isDeepStrictEqual } from 'node:util'
import type { Configuration } from '../../../delivery/environment/configuration.ts'
import { type PipelineSettings, pipelineSchema } from '../../../delivery/environment/pipeline-schema.ts'
import type { LocalEnvironment } from '../../../local/local-environment.ts'

/** The accounts and the region of a local AWS. */
type Accounts = Pick<LocalEnvironment, 'accounts' | 'region'>

/** The pipeline that a line renders for the local AWS, as `liftlock.yml` has it. */
export interface LocalPipeline {
  readonly name: string
  readonly account: string
  readonly region: string
  readonly mode: PipelineSettings['mode']
  /** Name of the environment that is deployed to first. */
  readonly staging: string
  /** Name of the environment that is promoted to. */
  readonly production: string
  /** Bucket of its sources. */
  readonly bucket: string
  /** The environments with everything that a pipeline needs to know of them. */
  readonly configuration: Configuration
  /** Parts of `pipeline` that do not count here. */
  readonly leftOut: readonly string[]
}

/** What would make a person wait on a laptop, or needs what only AWS has. */
const onlyOnAws = ['window', 'alarms', 'notifications', 'starters'] as const

/** What `liftlock.yml` has when these keys are not written. */
const defaults = pipelineSchema.parse({ account: '0'.repeat(12), region: 'eu-west-1', source: { bucket: 'sources' } })

/**
 * The pipeline of an application on the local AWS. Environments without an account get one, and CloudFormation a role;
 * a pipeline without an account lies in that of staging.
 */
export function localPipeline(
  { environments, pipeline: own, ...rest }: Configuration,
  application: string,
  { accounts, region }: Accounts,
): LocalPipeline {
  const { staging = 'staging', production = 'production', mode = 'QUEUED' } = own ?? {}
  const completed = Object.entries(environments).map(([name, environment]) => {
    const account = environment.account ?? (name === production ? accounts.production : accounts.staging)
    const role = `arn:aws:iam::${account}:role/${application}-cloudformation`
    const added = { account, region: environment.region ?? region, 'role-arn': environment['role-arn'] ?? role }
    return [name, { ...environment, ...added }] as const
  })
  const configuration = { ...rest, application, environments: Object.fromEntries(completed) }
  const first = configuration.environments[staging]
  return {
    mode,
    staging,
    production,
    name: own?.name ?? application,
    account: own?.account ?? first?.account ?? accounts.staging,
    region: own?.region ?? first?.region ?? region,
    bucket: own?.source.bucket ?? `${application}-pipeline-source`,
    configuration,
    leftOut: own === undefined ? [] : leftOutOf(own),
  }
}

/** `liftlock.yml` that describes the pipeline and its environments. Whoever works on this machine may approve. */
export function deliveredConfiguration({ configuration, bucket, ...described }: LocalPipeline): string {
  const { name, account, region, mode, staging, production } = described
  const approval = { approvers: [`arn:aws:iam::${account}:root`] }
  const pipeline = { name, account, region, mode, staging, production, source: { bucket }, approval }
  // JSON is YAML.
  return `${JSON.stringify({ ...configuration, pipeline }, undefined, 2)}\n`
}

/** Keys of `pipeline` that are set, and do not count on this machine. */
function leftOutOf(own: PipelineSettings): readonly string[] {
  const differing = (part: 'approval' | 'source', keys: readonly string[]) =>
    keys
      .filter((key) => !isDeepStrictEqual(Object(own[part])[key], Object(defaults[part])[key]))
      .map((key) => `${part}.${key}`)
  return [
    ...onlyOnAws.filter((key) => isSet(own[key])),
    ...differing('approval', ['approvers', 'time-limit', 'comment']),
    ...differing('source', ['release', 'toolkit', 'toolkit-version']),
  ]
}

function isSet(part: unknown): boolean {
  if (Array.isArray(part)) return part.length > 0
  if (typeof part !== 'object' || part === null) return part !== undefined
  return Object.values(part).some((member) => typeof member === 'object' && isSet(member)) || 'cron' in part
}
