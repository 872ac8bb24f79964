import { join } from 'node:path'
import type { Context } from '../../../core/run/context.ts'
import { type Environment, environmentOf } from '../../../delivery/environment/configuration.ts'
import { ensureBucket } from '../../../local/ensure-bucket.ts'
import type { LocalEnvironment } from '../../../local/local-environment.ts'
import { deploy } from '../../../stages/deploy/stage.ts'
import { renderPipelineTemplates } from '../../../stages/pipeline/render/stage.ts'
import type { InnerStages } from './inner-stages.ts'
import type { LocalPipeline } from './local-pipeline.ts'
import { serviceRoleTemplate } from './service-role.ts'

/** What the preparation works with. */
export interface Ground {
  readonly pipeline: LocalPipeline
  readonly local: LocalEnvironment
  /** Folder for the files of the pipeline, with the `liftlock.yml` that describes it. */
  readonly folder: string
  readonly stages: InnerStages
  readonly context: Context
  /** Says what is done now. */
  readonly say: (text: string) => void
}

/** A pipeline that is deployed. */
export interface PreparedPipeline {
  /** ARN of the role that approves. */
  readonly approver: string
  /** How many of its stacks changed. */
  readonly changed: number
}

/**
 * Brings the toolkit of a pipeline and the templates of `pipeline render` to the local AWS.
 * @throws StageError of the stages
 */
export async function preparePipeline(ground: Ground): Promise<PreparedPipeline> {
  const { pipeline, local, folder, stages, context, say } = ground
  const { files } = context
  say('archive of the toolkit, and templates')
  const out = join(folder, 'templates')
  await stages.run(renderPipelineTemplates, { configuration: folder, out, upload: 'true', 'make-bucket': 'true' })
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
      `${pipeline.name}-roles-${environment.name}`,
      join(out, `roles-${environment.name}.json`),
      target,
    )
    await ensureBucket(local, { ...environment, account: target.account, roles: Object.values(roles) }, readers)
  }
  const { ApproverRole } = await deployed(`${pipeline.name}-pipeline`, join(out, 'pipeline.json'), pipeline)
  return { approver: ApproverRole!, changed }
}

function targetOf({ account, region }: Environment) {
  return { account: account!, region: region! }
}
