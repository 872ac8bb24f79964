import { join } from 'node:path'
import type { Aws } from '../../../core/ports/aws.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import { commandWords } from '../../../core/run/command-words.ts'
import type { StageDescription } from '../../../core/run/describe.ts'
import type { Host, Result } from '../../../core/run/host.ts'
import { own } from '../../../core/run/own.ts'
import { failureOf, type OtherStages, runStage } from '../../../core/run/run.ts'
import type { Stage } from '../../../core/run/stage.ts'
import type { Network } from '../../../system/network.ts'
import { type PipelinePlace, pipelinePlace } from '../../context/pipeline-place.ts'
import { boundedResult } from '../../shared/bounded-result.ts'
import { type Sink, shownSinks } from '../../shared/shown-sink.ts'
import { terminalHost } from '../../terminal/terminal.ts'
import { placeContext } from '../place-context.ts'
import { type JobEnd, jobEnd } from './job-end.ts'
import { type AskedRun, admittedInputs, type JobPolicy } from './job-policy.ts'

/** A stage, before it is loaded. */
export interface LoadableStage {
  readonly describe: () => Promise<StageDescription>
  readonly load: () => Promise<Stage>
}

/** What runs jobs: this machine, and what is allowed on it. */
export interface JobWorld {
  readonly environment: NodeJS.ProcessEnv
  readonly clock: Clock
  readonly aws: (network: Network) => Promise<Aws>
  readonly policy: JobPolicy
  readonly stages: Readonly<Record<string, LoadableStage>>
  readonly others: OtherStages
  /** Folder below which each action has a folder for its reports. */
  readonly reports: string
}

/** A job to run: what it asks for, and who asks. */
export interface JobRun {
  readonly place: PipelinePlace
  /** @throws StageError `job-refused` */
  readonly asked: () => AskedRun
  /** Names the run for whoever reads the pipeline. */
  readonly externalId: string
  readonly log: Sink
  readonly signal: AbortSignal
}

/** How the stage of a job ended, and what the service is told. */
export interface EndedRun {
  readonly result: Result<string>
  readonly end: JobEnd
}

/**
 * Runs the stage that a job asks for, in this process and never by a shell. Only inputs that the policy allows reach
 * it; variables of this process give none. It never throws: every failure is an end of the job.
 */
export async function runJob({ place, asked, externalId, log, signal }: JobRun, world: JobWorld): Promise<EndedRun> {
  const { stderr, mask } = shownSinks({ stdout: log, stderr: log })
  const masked = (text: string) => mask.apply(text)
  let stage = 'job'
  let outputs: StageDescription['outputs'] = []
  let ended: Result
  try {
    const checked = checkedPlace(place)
    const run = asked()
    const inputs = admittedInputs(run, place.pipeline, world.policy)
    stage = run.stage
    const listed = own(world.stages, stage)
    if (listed === undefined) throw new Error(`no stage ${stage}`)
    const description = await listed.describe()
    outputs = description.outputs
    const host = jobHost({ place: checked, run, inputs, description, log: stderr, signal }, world)
    ended = await runStage(description, listed.load, host, world.others)
  } catch (error) {
    ended = failureOf(stage, error, signal)
  }
  const result = boundedResult(ended, masked, commandWords)
  return { result, end: jobEnd(result, { outputs, externalId, mask: masked }) }
}

/** The service gives these names; a function gets them from whoever edits the pipeline. */
function checkedPlace(place: PipelinePlace): PipelinePlace {
  return pipelinePlace(placeEnvironment(place))!
}

function placeEnvironment({ execution, pipeline, stage, action }: PipelinePlace): NodeJS.ProcessEnv {
  return {
    LIFTLOCK_PIPELINE_EXECUTION: execution,
    LIFTLOCK_PIPELINE_NAME: pipeline,
    LIFTLOCK_PIPELINE_STAGE: stage,
    LIFTLOCK_PIPELINE_ACTION: action,
  }
}

interface HostOptions extends Pick<JobRun, 'place' | 'log' | 'signal'> {
  readonly run: AskedRun
  readonly inputs: Readonly<Record<string, string>>
  readonly description: StageDescription
}

/** A terminal for the log whose inputs come from the job alone. */
function jobHost({ place, run, inputs: given, description, log, signal }: HostOptions, world: JobWorld): Host {
  const { clock, reports } = world
  const environment = { ...world.environment, ...placeEnvironment(place) }
  const hasReport = description.inputs.some(({ name }) => name === 'report')
  // Two jobs at a time must not write into one folder.
  const report = hasReport ? { report: join(reports, place.execution, `${place.stage}.${place.action}`) } : {}
  const inputs = { ...report, ...given }
  const options = { flags: inputs, environment, stdout: log, stderr: log, json: false, signal }
  const terminal = terminalHost({ ...options, aws: world.aws, onExitCode: () => {} })
  const read = (name: string) => own(inputs, name) || undefined
  return {
    signal,
    async context() {
      const { approval } = run
      return placeContext(await terminal.context(), {
        place,
        approval,
        clock,
        signal,
        named: () => read('approved-by'),
      })
    },
    input: read,
    given: async () => Object.keys(inputs).map((name) => ({ name, as: name })),
    finish: (ended) => terminal.finish(ended),
  }
}
