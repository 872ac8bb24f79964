import { join } from 'node:path'
import { sizedLimits } from '../../../core/documents/document-limits.ts'
import { readJson } from '../../../core/documents/read-json.ts'
import type { Files } from '../../../core/ports/files.ts'
import { explanation, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { type Configuration, type Environment, environmentOf } from '../../../delivery/environment/configuration.ts'
import type { PipelineSettings } from '../../../delivery/environment/pipeline-schema.ts'
import { releaseCapabilities } from '../../../delivery/release/release-capabilities.ts'
import type { PolicyStatement } from '../../../pipeline/rendering/policies.ts'
import { isToolkitKey } from '../../../pipeline/rendering/source-keys.ts'
import type { Place, StagePolicies, WantedPipeline } from '../../../pipeline/rendering/wanted.ts'
import type { RenderedToolkit } from './toolkit-source.ts'
import { wrongIn } from './wrong-in-pipeline.ts'

/** The longest name of a pipeline, to which its roles add a purpose. */
const longestName = 40

/**
 * The pipeline that `liftlock.yml` describes.
 * @param policies what our stages call
 * @param toolkit the archive that its actions accept
 * @param actions whether our commands deploy, or the actions of CloudFormation
 * @throws StageError `configuration-invalid` that names what is missing or wrong, `environment-unknown`
 */
export function wantedPipeline(
  configuration: Configuration,
  policies: StagePolicies,
  toolkit: RenderedToolkit,
  actions: WantedPipeline['actions'] = 'commands',
): WantedPipeline {
  const settings = pipelineSettings(configuration)
  const staging = environmentOf(configuration, settings.staging)
  const production = environmentOf(configuration, settings.production)
  if (staging.account === production.account && staging.region === production.region)
    throw invalid(
      `${staging.name} and ${production.name} are in one account and region, where the role of the gate may use every user pool and event bus`,
    )
  const name = settings.name ?? staging.application
  if (name.length > longestName)
    throw invalid(
      `the pipeline would be named ${name}, of ${name.length} characters: give pipeline.name of at most ${longestName}`,
    )
  if (staging.requires.length > 0)
    throw invalid(`the environment ${staging.name} requires evidence, so nothing is deployed to it without a promotion`)
  const wanted: WantedPipeline = {
    name,
    application: staging.application,
    account: settings.account,
    region: settings.region,
    mode: settings.mode,
    actions,
    sources: {
      bucket: settings.source.bucket,
      release: settings.source.release,
      ...fitToolkit(toolkit, settings),
    },
    staging: placeOf(staging, []),
    production: placeOf(production, [
      staging,
      ...production.requires.map(({ environment }) => environmentOf(configuration, environment)),
    ]),
    approval: {
      approvers: settings.approval.approvers,
      minutes: settings.approval['time-limit'],
      comment: settings.approval.comment,
    },
    window: settings.window && { cron: settings.window.cron, timeZone: settings.window['time-zone'] },
    alarms: settings.alarms,
    emails: settings.notifications.emails,
    starters: settings.starters,
    policies,
  }
  const wrong = wrongIn(wanted)
  if (wrong !== undefined) throw invalid(wrong)
  return wanted
}

/** The part `pipeline` of `liftlock.yml`. @throws StageError `configuration-invalid` when there is none */
export function pipelineSettings({ pipeline }: Configuration): PipelineSettings {
  if (pipeline !== undefined) return pipeline
  throw new StageError('configuration-invalid', 'liftlock.yml has no part pipeline', { hint })
}

/** The version becomes part of commands, and the key a part of rights: neither may hold more than it says. */
function fitToolkit({ key, version, configuration }: RenderedToolkit, { source }: PipelineSettings) {
  if (key !== source.toolkit && !isToolkitKey(source.toolkit, key))
    throw invalid(`the archive of the toolkit would be ${JSON.stringify(key)}, which liftlock.yml does not allow`)
  if (!/^[\w.-]{1,1024}$/.test(version)) throw invalid(`${JSON.stringify(version)} is not the version of an S3 object`)
  return { toolkit: key, toolkitVersion: version, ...(configuration && { configuration }) }
}

const hint = next`${explanation('configuration')} shows what a pipeline needs`

function invalid(message: string): StageError {
  return new StageError('configuration-invalid', message, { hint })
}

function placeOf(environment: Environment, sources: readonly Environment[]): Place {
  const { name, account, region, roleArn: serviceRole } = environment
  const missing = Object.entries({ account, region, 'role-arn': serviceRole }).find(([, value]) => !value)?.[0]
  if (!account || !region || !serviceRole)
    throw invalid(
      missing === 'role-arn'
        ? `the environment ${name} has no role-arn, and CloudFormation would have the rights of the pipeline only`
        : `the environment ${name} has no ${missing}, which the roles of the pipeline need`,
    )
  return {
    environment: name,
    account,
    region,
    stack: environment.stack,
    bucket: environment.bucket,
    serviceRole,
    signingKey: environment.signingKey,
    sourceBuckets: [...new Set(sources.map(({ bucket }) => bucket))],
    capabilities: environment.capabilities ?? releaseCapabilities,
    requires: environment.requires.map(({ stage, environment: of }) => `${stage}@${of}`),
    protect: environment.protect,
  }
}

/** Reads what our stages call, from the policies beside their actions. */
export async function readStagePolicies(files: Pick<Files, 'readText'>, toolkit: string): Promise<StagePolicies> {
  const read = async (path: string) => {
    const text = await files.readText(join(toolkit, 'actions', path))
    const { Statement } = readJson(text, sizedLimits(65_536, 12)) as { Statement: readonly PolicyStatement[] }
    return Statement
  }
  const [deploy, gate, plan, promote, pipeline] = await Promise.all([
    read('deploy/policy.json'),
    read('quality-gate/policy.json'),
    read('promote/policy-plan.json'),
    read('promote/policy.json'),
    read('pipeline/policy.json'),
  ])
  return { deploy, gate, plan, promote, pipeline }
}
