import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Aws } from '../../src/core/ports/aws.ts'
import type { Clock } from '../../src/core/ports/clock.ts'
import type { Jobs } from '../../src/core/ports/jobs.ts'
import type { Context } from '../../src/core/run/context.ts'
import { describeStage } from '../../src/core/run/describe.ts'
import { defineStage } from '../../src/core/run/stage.ts'
import { readPolicy } from '../../src/hosts/codepipeline/jobs/job-policy.ts'
import { actionProperties } from '../../src/hosts/codepipeline/worker/action-type.ts'
import { fileJournal, type Journal } from '../../src/hosts/codepipeline/worker/journal.ts'
import { type Work, work } from '../../src/hosts/codepipeline/worker/work.ts'
import type { WorkerEvent } from '../../src/hosts/codepipeline/worker/worker-event.ts'
import { nodeClock } from '../../src/system/node-clock.ts'
import { servePipelines } from './served-pipelines.ts'

export const jobType = { category: 'Deploy', provider: 'Liftlock', version: '1' } as const

type Outputs = { outcome: 'succeeded' | 'no-changes'; release?: string | undefined; stackId?: string | undefined }

/** What the stage of a test does; it is called for each job. */
export type StageRun = (inputs: { release?: string; environment?: string }, context: Context) => Promise<Outputs>

/** A stage with two inputs, as `stages.ts` lists one. */
export function listedStage(name: string, run: StageRun) {
  const stage = defineStage({
    name,
    inputs: z.object({
      release: z.string().optional().describe('The release.'),
      environment: z.string().optional().describe('The environment.'),
      report: z.string().optional().describe('The folder of the report.'),
    }),
    outputs: z.object({
      outcome: z.enum(['succeeded', 'no-changes']).describe('How it ended.'),
      release: z.string().optional().describe('The release.'),
      stackId: z.string().optional().describe('The stack.'),
    }),
    run: (inputs, context) => run(inputs as { release?: string; environment?: string }, context),
  })
  return { describe: async () => describeStage(stage, 'A stage.'), load: async () => stage }
}

/** The local CodePipeline with a pipeline whose second stage is an action of our type, and workers for it. */
export async function jobWorld(configuration: Readonly<Record<string, string>> = { Release: '#{variables.Release}' }) {
  const served = await servePipelines()
  const { service, aws } = served
  const folder = mkdtempSync(join(tmpdir(), 'liftlock-worker-'))
  const jobs = await aws.at({}).jobs()
  await jobs.register({ ...jobType, properties: actionProperties, inputArtifacts: 5 })
  const id = (category: string, owner: string, provider: string) => ({ category, owner, provider, version: '1' })
  service.call('CreatePipeline', {
    pipeline: {
      name: 'Garage',
      roleArn: 'arn:aws:iam::111111111111:role/pipeline',
      pipelineType: 'V2',
      executionMode: 'PARALLEL',
      artifactStore: { type: 'S3', location: 'artifacts' },
      variables: [{ name: 'Release', defaultValue: 'none' }],
      stages: [
        {
          name: 'Source',
          actions: [
            {
              name: 'Fetch',
              actionTypeId: id('Source', 'AWS', 'S3'),
              configuration: { S3Bucket: 'sources', S3ObjectKey: 'app.zip', PollForSourceChanges: 'false' },
              outputArtifacts: [{ name: 'Code' }],
            },
          ],
        },
        {
          name: 'Deploy',
          actions: [
            {
              name: 'Bring',
              namespace: 'Brought',
              actionTypeId: id('Deploy', 'Custom', 'Liftlock'),
              configuration: { Queue: 'liftlock', Stage: 'deploy', ...configuration },
            },
          ],
        },
      ],
    },
  })
  await service.rest()
  service.settle('Fetch', { status: 'Failed', error: { code: 'JobFailed', message: 'the creation run' } })
  await service.rest()

  async function start(release = 'one'): Promise<string> {
    const { pipelineExecutionId } = service.call('StartPipelineExecution', {
      name: 'Garage',
      variables: [{ name: 'Release', value: release }],
    })
    await service.rest()
    service.settle('Fetch', { status: 'Succeeded' })
    await service.rest()
    // What the provider of custom actions does: a job waits for a worker.
    for (const order of service.orders()) if (order.work.name === 'Bring') order.job()
    return pipelineExecutionId as string
  }

  /** The newest attempt of our action in an execution. */
  function actionOf(execution: string) {
    const filter = { pipelineExecutionId: execution }
    const { actionExecutionDetails } = service.call('ListActionExecutions', { pipelineName: 'Garage', filter })
    return actionExecutionDetails.find(({ actionName }: { actionName: string }) => actionName === 'Bring')
  }

  interface WorkerOptions extends Partial<Pick<Work, 'until' | 'atOnce' | 'property'>> {
    readonly allow?: readonly string[]
    readonly set?: readonly string[]
    readonly pipelines?: readonly string[]
    readonly jobs?: Partial<Jobs>
    readonly signal?: AbortSignal
    readonly renewAfter?: number
    readonly keepsOffered?: boolean
    readonly clock?: Clock
    /** Milliseconds between two questions for jobs. */
    readonly pause?: number
    readonly name?: string
    readonly folder?: string
    readonly journal?: (own: Journal) => Partial<Journal>
    /** Milliseconds by which the clock of the worker is ahead. */
    readonly ahead?: number
    readonly environment?: NodeJS.ProcessEnv
    readonly watched?: Aws
  }

  /** Runs a worker until it ends. */
  async function runWorker(run: StageRun, options: WorkerOptions = {}) {
    const events: WorkerEvent[] = []
    let log = ''
    const now = () => new Date(Date.now() + (options.ahead ?? 0))
    const clock = options.clock ?? { ...nodeClock, now }
    const account = aws.at({})
    const journal = fileJournal(options.folder ?? join(folder, 'journal'), clock)
    const totals = await work(
      {
        type: jobType,
        property: options.property ?? { name: 'Queue', value: 'liftlock' },
        atOnce: options.atOnce ?? 1,
        pause: options.pause ?? 5,
        until: options.until ?? 'no-jobs',
      },
      {
        environment: options.environment ?? {},
        clock,
        aws: async () => aws,
        policy: readPolicy({
          stages: ['deploy'],
          allow: options.allow ?? ['release', 'environment'],
          set: options.set ?? [],
          pipelines: options.pipelines ?? [],
        }),
        stages: { deploy: listedStage('deploy', run), 'quality-gate': listedStage('quality-gate', run) },
        others: async () => [],
        reports: join(folder, 'reports'),
        jobs: { ...jobs, ...options.jobs },
        pipelines: await (options.watched?.at({}) ?? account).pipelines(),
        journal: { ...journal, ...options.journal?.(journal) },
        worker: options.name ?? 'one',
        signal: options.signal ?? new AbortController().signal,
        keepsOffered: options.keepsOffered ?? false,
        renewAfter: options.renewAfter,
        log: () => ({
          write(text: string) {
            log += text
          },
        }),
        tell: (event) => events.push(event),
      },
    )
    return { totals, events, log, names: events.map(({ event }) => event) }
  }

  const stop = async () => {
    await served.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { service, aws, jobs, folder, start, actionOf, runWorker, stop }
}

export type JobWorldOfTests = Awaited<ReturnType<typeof jobWorld>>
