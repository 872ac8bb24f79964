import type { AwsTarget } from '../../../core/ports/aws.ts'
import type { Context } from '../../../core/run/context.ts'
import { failureOf } from '../../../core/run/run.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { countOf } from '../../../core/text/count-of.ts'
import { environmentOf } from '../../../delivery/environment/configuration.ts'
import type { TerminalHost } from '../../../hosts/terminal/terminal.ts'
import type { LocalEnvironment } from '../../../local/local-environment.ts'
import { approvePipeline } from '../../../stages/pipeline/approve/stage.ts'
import { drivePipelines } from '../../../stages/pipeline/driving/drive.ts'
import { followPipeline } from '../../../stages/pipeline/follow/stage.ts'
import { startPipeline } from '../../../stages/pipeline/start/stage.ts'
import { awsOfLocal } from '../../aws.ts'
import type { LineResult } from '../run-line.ts'
import type { LineView } from '../view.ts'
import { endOthers } from './end-others.ts'
import { type InnerStages, innerStages } from './inner-stages.ts'
import type { LocalPipeline } from './local-pipeline.ts'
import { plannedOf } from './planned.ts'
import { type PreparedPipeline, preparePipeline } from './prepare-pipeline.ts'
import { type RowEnd, rowRunner } from './row-runner.ts'
import { type ActionRow, actionRows, pipelineRow } from './rows.ts'
import { type RowState, type Watched, watchRow } from './watch-row.ts'

/** A line that goes on in a pipeline, once its release is packaged. */
export interface Delivery {
  readonly pipeline: LocalPipeline
  readonly local: LocalEnvironment
  readonly host: TerminalHost
  readonly view: LineView
  /** Folder for the files of the pipeline. */
  readonly folder: string
  /** The bundle that `package` exported. */
  readonly bundle: string
}

/** What the rows of an execution work with. */
interface Following extends Delivery {
  readonly context: Context
  readonly stages: InnerStages
  readonly watched: Watched
  readonly approver: string
}

/**
 * Deploys the rendered pipeline, starts it with the release, approves its plan as the role for that, and follows it to
 * production. Every row becomes a record, like a step of the line.
 */
export async function deliver(delivery: Delivery, packaged: LineResult): Promise<LineResult> {
  const { pipeline, host, view } = delivery
  const context = await host.context()
  const rows = rowRunner(packaged, view, context.clock)
  const stages = innerStages(host, rows.report)
  try {
    const { pipelines } = await drivePipelines(context.aws.at(placeOf(pipeline)), context)
    let begun: (PreparedPipeline & { readonly execution: string }) | undefined
    await rows.run(pipelineRow, async () => {
      if (pipeline.leftOut.length > 0)
        rows.report({
          kind: 'warning',
          text: `left out of the pipeline on this machine: ${pipeline.leftOut.join(', ')}`,
        })
      const say = (text: string) => rows.report({ kind: 'progress', text })
      const prepared = await preparePipeline({ ...delivery, stages, context, say })
      begun = { ...prepared, execution: await start(delivery, stages, prepared) }
      await endOthers({ pipeline: pipeline.name, execution: begun.execution, pipelines }, context, say)
      return endOfPipeline(pipeline, begun)
    })
    const { execution, approver } = begun!
    const watched = { pipelines, pipeline: pipeline.name, execution, waiting: context }
    const following = { ...delivery, context, stages, watched, approver }
    for (const row of actionRows) await rows.run(row.name, () => followRow(row, following))
    // What comes after the last action, such as a condition, decides too.
    await follow(following)
    return rows.end()
  } catch (error) {
    const failure = failureOf('ship', error, host.signal)
    if (failure.kind === 'done') throw error
    return rows.end(failure)
  }
}

function placeOf({ account, region }: LocalPipeline) {
  return { account, region } satisfies AwsTarget
}

/** Attaches to an execution of the same release, such as that of an interrupted run, unless an update stops it. */
async function start(
  { pipeline, folder, bundle }: Delivery,
  stages: InnerStages,
  { isNew }: PreparedPipeline,
): Promise<string> {
  const { execution } = await stages.run(startPipeline, {
    ...placeOf(pipeline),
    configuration: folder,
    pipeline: pipeline.name,
    bundle,
    ...(isNew && { again: 'true' }),
    supersede: 'true',
    detach: 'true',
  })
  return String(execution)
}

function endOfPipeline(
  { name, account }: LocalPipeline,
  { changed, execution }: { readonly changed: number; readonly execution: string },
): RowEnd {
  const stacks = changed === 0 ? 'unchanged' : `${countOf(changed, 'stack')} deployed`
  return {
    outcome: changed === 0 ? 'no-changes' : 'succeeded',
    outputs: { pipeline: name, account, execution },
    text: `${name} in account ${account}, ${stacks}, execution ${execution.slice(0, 8)}`,
  }
}

async function followRow(row: ActionRow, following: Following): Promise<RowEnd | string> {
  let state = await watchRow(following.watched, row)
  if (state.kind === 'asks') {
    await approve(following, state)
    state = await watchRow(following.watched, row, state.action.actionExecutionId)
  }
  if (state.kind === 'passed') return 'nothing changes, so nobody is asked'
  if (state.kind === 'done') return endOf(row, state, following)
  await follow(following)
  throw new StageError('execution-failed', `the execution ended before ${row.name} did`)
}

/** Approves exactly the plan that the execution shows. */
async function approve(
  { pipeline, local, stages, watched, approver, context }: Following,
  { all }: Extract<RowState, { kind: 'asks' }>,
): Promise<void> {
  await stages.run(
    approvePipeline,
    {
      ...placeOf(pipeline),
      pipeline: pipeline.name,
      execution: watched.execution,
      ...plannedOf(all),
    },
    { ...context, aws: awsOfLocal(local, approver) },
  )
}

/** @throws StageError that says why the execution did not succeed */
async function follow({ pipeline, stages, watched }: Following): Promise<void> {
  const { execution } = watched
  await stages.run(followPipeline, { ...placeOf(pipeline), pipeline: pipeline.name, execution })
}

async function endOf(
  { name }: ActionRow,
  { last, variables, seconds }: Extract<RowState, { kind: 'done' }>,
  { pipeline, context }: Following,
): Promise<RowEnd> {
  const outcome = variables.outcome === 'no-changes' ? 'no-changes' : 'succeeded'
  const said = last.updatedBy === undefined ? wordsOf[outcome] : `approved by ${last.updatedBy.split('/').at(-2)}`
  const environment = name === 'staging' || name === 'production' ? pipeline[name] : undefined
  if (environment === undefined) return { outcome, outputs: variables, text: said, seconds }
  const { account, region, stack } = environmentOf(pipeline.configuration, environment)
  const found = await context.aws.at({ account, region }).stacks.find(stack)
  return { outcome, outputs: { ...variables, outputs: found?.outputs ?? {} }, text: `${stack}: ${said}`, seconds }
}

const wordsOf = { succeeded: 'done', 'no-changes': 'no changes' } as const
