import { StageError } from '../../core/run/stage-error.ts'

/** The action of a pipeline that runs this process. */
export interface PipelinePlace {
  /** Id of the execution. */
  readonly execution: string
  /** Name of the pipeline. */
  readonly pipeline: string
  /** Name of the stage of the pipeline. */
  readonly stage: string
  /** Name of the action. */
  readonly action: string
}

/** The variables by which an action tells where it is, and what each may be (CodePipeline API Reference, patterns). */
const variables = {
  execution: ['LIFTLOCK_PIPELINE_EXECUTION', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'the id of an execution'],
  pipeline: ['LIFTLOCK_PIPELINE_NAME', /^[\w.@-]{1,100}$/, 'the name of a pipeline'],
  stage: ['LIFTLOCK_PIPELINE_STAGE', /^[\w.@-]{1,100}$/, 'the name of a stage of the pipeline'],
  action: ['LIFTLOCK_PIPELINE_ACTION', /^[\w.@-]{1,100}$/, 'the name of an action'],
} as const

/** Names of those variables. */
export const placeNames: readonly string[] = Object.values(variables).map(([name]) => name)

/** Whether an action of a pipeline runs this process. */
export function isInPipeline(environment: NodeJS.ProcessEnv): boolean {
  return Boolean(environment[variables.execution[0]])
}

/**
 * The action of a pipeline that runs this process; undefined outside of pipelines.
 * @throws StageError `input-missing`, `input-invalid` that name the variable
 */
export function pipelinePlace(environment: NodeJS.ProcessEnv): PipelinePlace | undefined {
  if (!isInPipeline(environment)) return undefined
  const { execution, pipeline, stage, action } = variables
  return {
    execution: read(environment, execution),
    pipeline: read(environment, pipeline),
    stage: read(environment, stage),
    action: read(environment, action),
  }
}

const hint = 'let the action of the pipeline give it, as the guide says: liftlock explain codepipeline'

function read(environment: NodeJS.ProcessEnv, [name, pattern, what]: (typeof variables)[keyof typeof variables]) {
  const value = environment[name]
  if (!value) throw new StageError('input-missing', `${name} is missing: ${what}`, { hint })
  if (pattern.test(value)) return value
  throw new StageError('input-invalid', `${name} is ${JSON.stringify(value)}: expected ${what}`, { hint })
}

/**
 * Address of an execution's page in the AWS console (AWS General Reference, "AWS Management Console endpoints").
 * Undefined without a region, and for an emulator.
 */
export function executionPage(
  { pipeline, execution }: PipelinePlace,
  { AWS_REGION, AWS_DEFAULT_REGION, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_CODEPIPELINE }: NodeJS.ProcessEnv,
): string | undefined {
  const region = AWS_REGION || AWS_DEFAULT_REGION
  if (!region || !/^[a-z0-9-]+$/.test(region) || AWS_ENDPOINT_URL || AWS_ENDPOINT_URL_CODEPIPELINE) return undefined
  const place = `${encodeURIComponent(pipeline)}/executions/${execution}/timeline?region=${region}`
  return `https://${region}.${domainOf(region)}/codesuite/codepipeline/pipelines/${place}`
}

/** Each partition has a console of its own. */
function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'console.amazonaws.cn'
  if (region.startsWith('eusc-')) return 'console.amazonaws-eusc.eu'
  return region.startsWith('us-gov-') ? 'console.amazonaws-us-gov.com' : 'console.aws.amazon.com'
}
