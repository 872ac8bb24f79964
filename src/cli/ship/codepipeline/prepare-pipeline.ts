import { dirname, join } from 'node:path'
import { makeBucket } from '../../../aws/s3/make-bucket.ts'
import { putVersion } from '../../../aws/s3/put-version.ts'
import type { Context } from '../../../core/run/context.ts'
import { sha256 } from '../../../core/sha256.ts'
import { type Environment, environmentOf } from '../../../delivery/environment/configuration.ts'
import { bundledCommand } from '../../../local/daemon/toolkit-build.ts'
import { ensureBucket } from '../../../local/ensure-bucket.ts'
import { configureAccount } from '../../../local/local-account.ts'
import type { LocalEnvironment } from '../../../local/local-environment.ts'
import { deploy } from '../../../stages/deploy/stage.ts'
import { renderPipelineTemplates } from '../../../stages/pipeline/render/stage.ts'
import type { InnerStages } from './inner-stages.ts'
import { archivedConfiguration, type LocalPipeline, renderedConfiguration } from './local-pipeline.ts'
import { serviceRoleTemplate } from './service-role.ts'
import { toolkitArchive } from './toolkit-archive.ts'

/** What the preparation works with. */
export interface Ground {
  readonly pipeline: LocalPipeline
  readonly local: LocalEnvironment
  /** Folder for the files of the pipeline. */
  readonly folder: string
  readonly stages: InnerStages
  readonly context: Context
  /** Says what is done now. */
  readonly say: (text: string) => void
}

/** A pipeline that is deployed. */
export interface PreparedPipeline {
  /** Version of the bundle in the bucket of the sources. */
  readonly bundle: string
  /** ARN of the role that approves. */
  readonly approver: string
  /** How many of its stacks changed. */
  readonly changed: number
}

/** Key of the bundle: that which `liftlock.yml` has by default. */
const bundleKey = 'release.zip'
/** Name of the file from which the templates are rendered. */
const renderedFile = 'rendered.yml'

/**
 * Brings the sources of a pipeline and the templates of `pipeline render` to the local AWS.
 * @param bundle the file that `package` exported
 * @throws StageError of the stages
 */
export async function preparePipeline(ground: Ground, bundle: string): Promise<PreparedPipeline> {
  const { pipeline, local, folder, stages, context, say } = ground
  const { files } = context
  say('archive of the toolkit')
  const version = await bringSources(ground, await files.readBytes(bundle))
  say('templates')
  const out = join(folder, 'templates')
  await stages.run(renderPipelineTemplates, { configuration: join(folder, renderedFile), out })
  const environments = (['staging', 'production'] as const).map((name) => environmentOf(pipeline.configuration, name))
  const readers = environments.map(({ account }) => account!)
  let changed = 0
  const deployed = async (stack: string, template: string, target: { account: string; region: string }) => {
    say(`stack ${stack} in ${target.account}`)
    const { outcome, outputs } = await stages.run(deploy, {
      ...{ stack, template, capabilities: 'CAPABILITY_NAMED_IAM' },
      ...{ account: target.account, region: target.region },
    })
    if (outcome !== 'no-changes') changed += 1
    return outputs as Readonly<Record<string, string>>
  }
  for (const environment of environments) {
    const target = targetOf(environment)
    const role = join(out, `service-role-${environment.name}.json`)
    await files.write(role, serviceRoleTemplate(environment.roleArn!))
    await deployed(`${pipeline.name}-service-role-${environment.name}`, role, target)
    const roles = await deployed(
      `${pipeline.name}-in-${environment.name}`,
      join(out, `roles-${environment.name}.json`),
      target,
    )
    await ensureBucket(local, { ...environment, account: target.account, roles: Object.values(roles) }, readers)
  }
  const { ApproverRole } = await deployed(`${pipeline.name}-pipeline`, join(out, 'pipeline.json'), pipeline)
  return { bundle: version, approver: ApproverRole!, changed }
}

function targetOf({ account, region }: Environment) {
  return { account: account!, region: region! }
}

/** @returns the version of the bundle */
async function bringSources({ pipeline, local, folder, context }: Ground, bundle: Uint8Array): Promise<string> {
  const { files, folders } = context
  const { account, region, bucket } = pipeline
  const configure = configureAccount({ ...local, region }, account)
  await makeBucket(configure, bucket)
  const command = bundledCommand()
  const built = command === undefined ? join(folders.toolkit, 'dist') : dirname(command)
  const archive = await toolkitArchive(files, { toolkit: folders.toolkit, built }, archivedConfiguration(pipeline))
  const toolkit = `toolkit-${sha256(archive).slice(0, 16)}.zip`
  const { objects } = context.aws.at({ account, region })
  await objects.create(bucket, toolkit, archive)
  for await (const { version } of objects.versions(bucket, toolkit))
    await files.write(join(folder, renderedFile), renderedConfiguration(pipeline, { toolkit, toolkitVersion: version }))
  return putVersion(configure, bucket, bundleKey, bundle)
}
