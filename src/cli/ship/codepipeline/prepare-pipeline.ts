import { join } from 'node:path'
import type { Context } from '../../../core/run/context.ts'
import { type Environment, environmentOf } from '../../../delivery/environment/configuration.ts'
import { ensureBucket } from '../../../local/ensure-bucket.ts'
import type { LocalEnvironment } from '../../../local/local-environment.ts'
import { deploy } from '../../../stages/deploy/stage.ts'
import { renderPipelineTemplates } from '../../../stages/pipeline/render/stage.ts'
import { pipelineRoles } from '../line-buckets.ts'
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
  /** Whether its own stack changed: executions of before do not go on as they were. */
  readonly isNew: boolean
}

type Outcomes = Readonly<Record<string, string>>

/**
 * Brings the toolkit of a pipeline, and the pipeline that `pipeline render` writes, to the local AWS.
 * @throws StageError of the stages
 */
export async function preparePipeline(ground: Ground): Promise<PreparedPipeline> {
  const { pipeline, local, folder, stages, context, say } = ground
  const out = join(folder, 'templates')
  const environments = [pipeline.staging, pipeline.production].map((name) =>
    environmentOf(pipeline.configuration, name),
  )
  const serviceRoles: string[] = []
  for (const environment of environments) serviceRoles.push(await deployServiceRole(environment, out, ground))
  say('archive of the toolkit, templates, and their stacks')
  const rendered = await stages.run(renderPipelineTemplates, {
    ...{ configuration: folder, out, 'make-bucket': 'true' },
    // On this machine, nobody else waits for what an update stops.
    ...{ deploy: 'true', 'under-way': 'park' },
  })
  const readers = environments.map(({ account }) => account!)
  for (const environment of environments) {
    const place = targetOf(environment)
    const roles = await pipelineRoles(pipeline.name, environment, context.aws)
    await ensureBucket(local, { ...environment, account: place.account, roles }, readers)
  }
  const { ApproverRole } = await outputsOf(`${pipeline.name}-pipeline`, pipeline, context)
  const outcomes = rendered.stacks as Outcomes
  const changed = [...serviceRoles, ...Object.values(outcomes)].filter((outcome) => outcome !== 'no-changes').length
  return { approver: ApproverRole!, changed, isNew: outcomes['pipeline.json'] !== 'no-changes' }
}

/** @returns its outcome */
async function deployServiceRole(environment: Environment, out: string, ground: Ground): Promise<string> {
  const { pipeline, stages, context, say } = ground
  const template = join(out, `service-role-${environment.name}.json`)
  await context.files.write(template, serviceRoleTemplate(environment.roleArn!))
  const stack = `${pipeline.name}-service-role-${environment.name}`
  const place = targetOf(environment)
  say(`stack ${stack} in ${place.account}`)
  const given = { stack, template, capabilities: 'CAPABILITY_NAMED_IAM', ...place }
  return String((await stages.run(deploy, given)).outcome)
}

interface Place {
  readonly account: string
  readonly region: string
}

async function outputsOf(stack: string, { account, region }: Place, { aws }: Context): Promise<Outcomes> {
  const found = await aws.at({ account, region }).stacks.find(stack)
  return found?.outputs ?? {}
}

function targetOf({ account, region }: Environment): Place {
  return { account: account!, region: region! }
}
