import type { Context } from '../../../core/run/context.ts'
import { input, next } from '../../../core/run/next-step.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { WantedPipeline } from '../../../pipeline/rendering/wanted.ts'
import type { DeployedPipeline, DeployingInputs } from '../deploying/deploy-pipeline.ts'

/** Refuses inputs that exclude each other. @throws StageError `input-invalid` */
export function refuseContradictions(inputs: {
  readonly check: boolean
  readonly upload: boolean
  readonly deploy: boolean
  readonly underWay?: string | undefined
}): void {
  const { check, upload, deploy, underWay } = inputs
  const other = upload ? 'upload' : deploy ? 'deploy' : undefined
  if (check && other !== undefined)
    throw new StageError('input-invalid', `inputs check and ${other} exclude each other`, {
      hint: next`leave out ${input(other)}: the templates say which archive they were rendered for`,
    })
  if (underWay !== undefined && !deploy)
    throw new StageError('input-invalid', 'input under-way is about a deployment, and none is asked for', {
      hint: next`give ${input('deploy', true)} too, or leave it out`,
    })
}

/** Deploys the rendered templates, and says what came of it. Rendering alone loads none of it. */
export async function deployRendered(
  wanted: WantedPipeline,
  templates: ReadonlyMap<string, string>,
  inputs: DeployingInputs,
  context: Context,
): Promise<DeployedPipeline> {
  const { deployPipeline } = await import('../deploying/deploy-pipeline.ts')
  const deployed = await deployPipeline(wanted, templates, inputs, context)
  const { stacks, startedAgain } = deployed
  const lines = Object.entries(stacks).map(([name, outcome]) => `- ${name}: ${outcome}`)
  const markdown = [`### Pipeline ${wanted.name}`, '', ...lines, ...startedAgain.map((id) => `- started again: ${id}`)]
  context.report({ kind: 'summary', markdown: markdown.join('\n') })
  const said = isUnchanged(deployed) ? 'is as liftlock.yml describes it; nothing was changed' : 'is deployed'
  context.report({ kind: 'note', closing: true, text: `pipeline ${wanted.name} ${said}` })
  return deployed
}

/** Whether the deployment changed nothing. */
export function isUnchanged({ stacks, startedAgain }: DeployedPipeline): boolean {
  return startedAgain.length === 0 && Object.values(stacks).every((outcome) => outcome === 'no-changes')
}
