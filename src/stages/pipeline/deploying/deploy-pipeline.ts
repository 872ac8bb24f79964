import type { PipelineDeclaration } from '../../../core/ports/pipeline-shapes.ts'
import type { Context } from '../../../core/run/context.ts'
import type { Report } from '../../../core/run/report.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { withLease } from '../../../delivery/lease/with-lease.ts'
import { pipelineFile } from '../../../pipeline/rendering/templates.ts'
import type { WantedPipeline } from '../../../pipeline/rendering/wanted.ts'
import { drivePipelines } from '../driving/drive.ts'
import { deployPlaced, disturbs, type PlacedTemplate, placedTemplates, requireAccounts } from './deploy-templates.ts'
import { reopenEntrance } from './entrance.ts'
import { makeWay, type UnderWayChoice, type Update } from './make-way.ts'
import { startAgain } from './start-again.ts'
import { executionsUnderWay } from './under-way.ts'

/** How a pipeline is deployed. */
export interface DeployingInputs {
  readonly roleName?: string | undefined
  readonly underWay?: UnderWayChoice | undefined
  /** Minutes to wait for executions under way. */
  readonly timeLimit: number
}

/** What the deployment of the templates did. */
export interface DeployedPipeline {
  /** By file name, in the order of their deployment. */
  readonly stacks: Readonly<Record<string, 'succeeded' | 'no-changes'>>
  /** Ids of the executions that were started again. */
  readonly startedAgain: string[]
}

/**
 * Deploys the rendered templates, and disturbs no execution unless told. What did not change stays untouched; an
 * interrupted run goes on when it is repeated.
 * @throws StageError `executions-under-way`, `operation-running`, and those of `deployTemplate` and `withLease`
 */
export async function deployPipeline(
  wanted: WantedPipeline,
  templates: ReadonlyMap<string, string>,
  inputs: DeployingInputs,
  context: Context,
): Promise<DeployedPipeline> {
  const placed = placedTemplates(wanted, templates, inputs.roleName, context)
  await requireAccounts(placed, context)
  const own = placed.find(({ name }) => name === pipelineFile)!
  const { bucket } = wanted.sources
  const place = {
    objects: own.account.objects,
    bucket,
    application: wanted.application,
    environment: `pipeline-${wanted.name}`,
  }
  const use = { ...place, purpose: `deploy the pipeline ${wanted.name}`, waitSeconds: inputs.timeLimit * 60 }
  return withLease(use, context, (lease, signal) =>
    deployAll(wanted, placed, inputs, () => lease.confirm(), { ...context, signal }),
  )
}

async function deployAll(
  wanted: WantedPipeline,
  placed: readonly PlacedTemplate[],
  { underWay: choice, timeLimit }: DeployingInputs,
  guard: () => Promise<void>,
  context: Context,
): Promise<DeployedPipeline> {
  const own = placed.find(({ name }) => name === pipelineFile)!
  const drive = await drivePipelines(own.account, context)
  const { name: pipeline, sources } = wanted
  const restarts = { bucket: sources.bucket, pipeline, store: own.account }
  const update: Update = { pipeline, choice, timeLimit, restarts, told: new Set(), ...drive }
  const stacks: Record<string, DeployedPipeline['stacks'][string]> = {}
  const before = await definitionBefore(update)
  const exists = before !== undefined
  let changed = false as boolean
  try {
    if (exists) await planAhead(own, wanted, update, context)
    for (const template of placed) {
      const beforeExecution =
        template === own && exists
          ? async (plan: Parameters<typeof disturbs>[0]) => {
              if (!disturbs(plan)) return
              await makeWay(update, context)
              changed = true
            }
          : undefined
      const timeoutSeconds = (timeLimit + 60) * 60
      const permitted = { guard, timeoutSeconds, ...(beforeExecution && { beforeExecution }) }
      const { outcome } = await deployPlaced(template, wanted, permitted, context)
      stacks[template.name] = outcome
      context.report({ kind: 'outputs', values: { stacks } })
    }
    if (!exists) return { stacks, startedAgain: [] }
    const startedAgain = await startAgain({ ...update, ...(changed && { before: before.version }) }, context)
    return { stacks, startedAgain: [...startedAgain] }
  } finally {
    await openAgain(update, exists, context)
  }
}

/** Undefined for a pipeline that is not there yet. */
async function definitionBefore({ pipeline, pipelines }: Update): Promise<PipelineDeclaration | undefined> {
  try {
    return await pipelines.definition(pipeline)
  } catch (error) {
    if (error instanceof StageError && error.reason === 'pipeline-missing') return undefined
    throw error
  }
}

/** Decides about executions under way before the roles that they work with change. */
async function planAhead(own: PlacedTemplate, wanted: WantedPipeline, update: Update, context: Context): Promise<void> {
  const { pipeline, pipelines } = update
  if ((await executionsUnderWay(pipeline, pipelines)).length === 0) return
  // The plan is shown once, when it is executed.
  const report = (event: Report) => {
    if (event.kind === 'warning') context.report(event)
  }
  const planned = await deployPlaced(own, wanted, { plan: { kind: 'only' } }, { ...context, report })
  if (planned.plan !== undefined && disturbs(planned.plan)) await makeWay(update, context)
}

/** The last call of a run that may have failed: its own failure is a warning, and the next run makes it again. */
async function openAgain({ pipeline, pipelines, entrance }: Update, exists: boolean, context: Context): Promise<void> {
  try {
    if (entrance !== undefined) await entrance.open()
    else if (exists) await reopenEntrance(pipeline, pipelines, context)
  } catch (error) {
    if (!(error instanceof StageError)) throw error
    const text = `executions are still kept out of the second stage of ${pipeline}: ${error.message}`
    context.report({ kind: 'warning', text })
  }
}
