import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ActionExecutionDetail,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { recordInLog } from '../../src/pipeline/execution/own-record.ts'
import { until } from '../support/local-clients.ts'
import { accounts } from './application.ts'
import type { Delivered, DeliveryHost, StepEnd, StepName, Wanted } from './delivery.ts'
import type { Ground } from './ground.ts'
import { readLog } from './read-log.ts'
import { bundle, createPipelines, pipelines } from './shop-pipeline.ts'
import { packaged, printed, stepEnd, terminalOf } from './terminal-host.ts'

/** Actions of the rendered pipeline by the steps that they run. */
const actions: Readonly<Record<StepName, string>> = { deploy: 'Deploy', gate: 'Gate', plan: 'Plan', promote: 'Promote' }

/** What only this host tells: how following the whole execution ended. */
export interface Followed extends Delivered {
  readonly followed: StepEnd
  readonly execution: string
}

/** An execution of the rendered pipeline, started, answered and followed by our own commands. */
export async function codepipelineHost(ground: Ground): Promise<DeliveryHost> {
  await createPipelines(ground)
  return { name: 'codepipeline', deliver: (wanted) => deliver(ground, wanted) }
}

async function deliver(ground: Ground, { version, between, answer = 'yes' }: Wanted): Promise<Followed> {
  const pipeline = between?.after === 'deploy' ? pipelines.pausing : pipelines.rendered
  const release = await packaged(ground, version, '--export', join(ground.line.folder, 'release.zip'))
  const terminal = terminalOf(ground, accounts.pipeline)
  const command = async (name: string, ...args: string[]) => terminal.run(['pipeline', name, pipeline, ...args])
  const { execution } = printed(
    await command(
      'start',
      '--variables',
      `Release=${release}`,
      '--revisions',
      `Release=${await upload(ground)}`,
      '--detach',
    ),
  ).outputs!
  const of = ['--execution', execution!]
  const seen = () => actionsOf(ground, pipeline, execution!)
  const waits = (name: string) =>
    until(async () => {
      const all = await seen()
      return statusOf(all, name) === 'InProgress' || all.some(({ status }) => status === 'Failed') || isOver(all)
    }, 180)

  if (between?.after === 'deploy') {
    await waits('Pause')
    await between.happens()
    await command('approve', '--pipeline-stage', 'Staging', ...of)
  }
  await waits('Approve')
  const plan = (await seen()).find(({ actionName }) => actionName === 'Plan')?.output?.outputVariables?.fingerprint
  if (statusOf(await seen(), 'Approve') === 'InProgress') {
    if (between?.after === 'plan') await between.happens()
    const meant = ['--release', release, '--plan', plan!]
    await (answer === 'yes' ? command('approve', ...of, ...meant) : command('reject', ...of, ...meant))
  }
  // Following asks so often as AWS allows; by then everything is over.
  await until(async () => !(await isRunning(ground, pipeline)), 180)
  const followed = stepEnd(await command('follow', ...of))
  return { release, plan, steps: await stepsOf(ground, await seen()), followed, execution: execution! }
}

/** Puts the exported bundle where the pipeline reads it. @returns its version */
async function upload(ground: Ground): Promise<string> {
  const Body = readFileSync(join(ground.line.folder, 'release.zip'))
  return (await ground.clientsOf(accounts.pipeline).s3.send(new PutObjectCommand({ ...bundle, Body }))).VersionId!
}

async function actionsOf(ground: Ground, pipelineName: string, pipelineExecutionId: string) {
  const { codepipeline } = ground.clientsOf(accounts.pipeline)
  const { actionExecutionDetails = [] } = await codepipeline.send(
    new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId } }),
  )
  return actionExecutionDetails
}

function statusOf(all: readonly ActionExecutionDetail[], name: string): string | undefined {
  return all.find(({ actionName }) => actionName === name)?.status
}

/** Whether any execution runs, such as the rollback of a stage. */
async function isRunning(ground: Ground, pipelineName: string): Promise<boolean> {
  const { codepipeline } = ground.clientsOf(accounts.pipeline)
  const { pipelineExecutionSummaries = [] } = await codepipeline.send(
    new ListPipelineExecutionsCommand({ pipelineName }),
  )
  return pipelineExecutionSummaries.some(({ status }) => status === 'InProgress')
}

/** The last action of the pipeline has ended. */
function isOver(all: readonly ActionExecutionDetail[]): boolean {
  return !['InProgress', undefined].includes(statusOf(all, 'PromoteGoesOn'))
}

async function stepsOf(ground: Ground, all: readonly ActionExecutionDetail[]): Promise<Delivered['steps']> {
  const ends = Object.entries(actions).map(async ([step, action]) => {
    const ran = all.find(({ actionName, status }) => actionName === action && status !== 'Abandoned')
    return ran === undefined ? [] : [[step, await endOf(ground, ran)] as const]
  })
  return Object.fromEntries((await Promise.all(ends)).flat())
}

/** An action that failed has no output variables, so its log and its error tell how the stage ended. */
async function endOf(ground: Ground, { status, output }: ActionExecutionDetail): Promise<StepEnd> {
  const { outputVariables, executionResult } = output ?? {}
  if (status === 'Succeeded') return { outcome: outputVariables!.outcome!, exitCode: 0 }
  const lines = await readLog(ground.aws.local, accounts.pipeline, executionResult!.logStreamARN!)
  const { outcome, reason } = recordInLog(lines) ?? { outcome: lines.join('\n') }
  const exit = /exit status (\d+)/.exec(executionResult!.errorDetails?.message ?? '')?.[1]
  return { outcome, ...(reason !== undefined && { reason }), exitCode: Number(exit) }
}
