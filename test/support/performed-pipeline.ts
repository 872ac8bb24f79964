import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActionDetail, ExecutionDetail } from '../../src/core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../src/core/ports/pipelines.ts'
import type { Stage } from '../../src/core/run/stage.ts'
import type { ActionRecord } from '../../src/local/codepipeline/machine/records.ts'
import { executionView } from '../../src/local/codepipeline/views/pipeline-executions.ts'
import { actionDetail, runsOf } from '../../src/local/codepipeline/views/work-executions.ts'
import { promote } from '../../src/stages/promote/stage.ts'
import { type EndedAction, runAction } from './pipeline-action.ts'
import type { PromotionGround } from './promotion-ground.ts'
import type { RehearsedPipeline } from './rehearsed-pipeline.ts'

/** An action that ran `promote`, and when it ended. */
export interface Performed extends EndedAction {
  readonly name: string
  /** Minutes since the first action of the same execution began. */
  readonly minutes: number
}

/**
 * Performs actions of a pipeline that the state machine moves: `promote` runs in the host for pipelines, with the
 * variables that the machine resolved, on the buckets and the CloudFormation of a ground. One clock moves all of it.
 * What has no value is no output variable, as it may be on a service that drops empty ones.
 */
export function performedPipeline(run: RehearsedPipeline, ground: PromotionGround) {
  const began = new Map<string, number>()
  let before = ''

  /** Ends the action of this name that is in progress as `promote` ends it. */
  async function perform(name: string): Promise<Performed> {
    const work = run.worksOf(name).find(({ status }) => status === 'InProgress') as ActionRecord | undefined
    if (work === undefined) throw new Error(`${name} is not in progress, but ${run.running()} is; before:\n${before}`)
    const given = Object.fromEntries(work.environmentVariables!.map((each) => [each.name, each.value]))
    const id = given.LIFTLOCK_PIPELINE_EXECUTION!
    const start = ground.clock.elapsed()
    began.set(id, began.get(id) ?? start)
    const folder = mkdtempSync(join(tmpdir(), 'liftlock-performed-'))
    writeFileSync(join(folder, 'liftlock.yml'), ground.configuration)
    const aws = { at: (target: object) => ({ ...ground.aws.at(target), pipelines: async () => pipelinesOf(run) }) }
    const flags = { configuration: folder }
    const stage = promote as unknown as Stage
    const ended = await runAction(stage, { environment: given, flags, clock: ground.clock, aws }).finally(() =>
      rmSync(folder, { recursive: true }),
    )
    run.passMinutes((ground.clock.elapsed() - start) / 60_000)
    const named = work.outputVariableNames!.flatMap((key) =>
      ended.variables[key] ? [[key, ended.variables[key]]] : [],
    )
    if (ended.exitCode === 0) run.succeed(name, { outputVariables: Object.fromEntries(named) })
    else run.fail(name)
    before = ended.log
    return { ...ended, name, minutes: Math.floor((ground.clock.elapsed() - began.get(id)!) / 60_000) }
  }

  return { perform }
}

/** What a stage may ask about its own execution. */
function pipelinesOf({ pipeline, executionOf }: RehearsedPipeline): Pipelines {
  const asked: Pick<Pipelines, 'execution' | 'actions'> = {
    execution: async (_, id) => executionView(pipeline, executionOf(id)) as ExecutionDetail,
    async actions(_, pipelineExecutionId) {
      const runs = runsOf(pipeline, ({ actions }) => actions, { pipelineExecutionId })
      const items = runs.map((each) => ({
        ...(actionDetail(each, 'eu-west-1') as ActionDetail),
        startTime: new Date(each.work.started),
        lastUpdateTime: new Date(each.work.updated),
      }))
      return { items }
    },
  }
  return asked as Pipelines
}
