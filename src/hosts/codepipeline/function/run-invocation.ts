import type { JobPlace, Jobs } from '../../../core/ports/jobs.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { commandWords } from '../../../core/run/command-words.ts'
import { failureOf } from '../../../core/run/run.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { boundedResult } from '../../shared/bounded-result.ts'
import { type Sink, shownSinks } from '../../shared/shown-sink.ts'
import { type JobEnd, jobEnd } from '../jobs/job-end.ts'
import type { JobPolicy } from '../jobs/job-policy.ts'
import { type JobWorld, runJob } from '../jobs/run-job.ts'
import { isPassing, tellPatiently } from '../jobs/tell-patiently.ts'
import { outcomeRecord } from '../outcome-record.ts'
import { findAction } from './find-action.ts'
import { type FunctionJob, functionJob, functionRequest } from './function-job.ts'
import { parseFunctionToken, renderFunctionToken } from './function-token.ts'

/** What an invocation works with. */
export interface FunctionWorld extends Omit<JobWorld, 'policy'> {
  /** Read for each job, which fails when it throws. */
  readonly policy: () => JobPolicy
  readonly jobs: Jobs
  readonly pipelines: Pick<Pipelines, 'actions'>
  readonly log: Sink
  /** Milliseconds until Lambda ends the invocation. */
  readonly remaining: () => number
  /** Names this invocation for whoever reads its log. */
  readonly invocation: string
}

/** Milliseconds for the orderly end of a stage, and for telling the service. */
const reserve = { stage: 60_000, telling: 5_000 } as const

/**
 * One invocation for a job: it runs the stage, or goes on with it, until it ends or the time is nearly over. Then the
 * action ends, or the service invokes the function again.
 * @throws the failure of telling, so that Lambda repeats the event; an Error for an event without a job
 */
export async function runInvocation(event: unknown, world: FunctionWorld): Promise<JobEnd['kind']> {
  const job = functionJob(event)
  if (job === undefined)
    throw new Error('the event has no job of CodePipeline: an invoke action has to call this function')
  const { clock, jobs, log, remaining } = world
  const { end, next } = await runStageOf(job, world)
  const start = clock.elapsed()
  const limit = remaining() - reserve.telling
  const onFailure = ({ message }: StageError) => void log.write(`the service could not be told yet: ${message}\n`)
  const told = await tellPatiently({ clock, deadline: () => start + limit, onFailure }, () => {
    if (end.kind === 'success') return jobs.succeed(job.id, end.success)
    return end.kind === 'failure' ? jobs.fail(job.id, end.failure) : jobs.goOn(job.id, next)
  })
  if (!told) log.write('the service knows this job no longer: it was told an end before, or its action was stopped\n')
  if (end.kind === 'goes-on') log.write('the stage has not ended; the service invokes this function again\n')
  return end.kind
}

/** How the stage ended, and the token for the next invocation. */
async function runStageOf(
  job: FunctionJob,
  world: FunctionWorld,
): Promise<{ readonly end: JobEnd; readonly next: string }> {
  const { clock, log, remaining, invocation: externalId } = world
  const over = new AbortController()
  const done = new AbortController()
  const begin = clock.elapsed()
  const budget = remaining()
  // A short time limit leaves a third of it for the end.
  const forStage = Math.max(budget - reserve.stage, (budget * 2) / 3)
  const timer = clock.sleep(forStage, done.signal, 'background').then(
    () => over.abort(new Error('the time of this invocation is nearly over')),
    () => {},
  )
  try {
    const policy = world.policy()
    const request = functionRequest(job.userParameters)
    const { signal } = over
    const onFailure = ({ message }: StageError) => void log.write(`the execution cannot be read yet: ${message}\n`)
    const finding = { clock, signal, deadline: () => begin + forStage, onFailure }
    const place = await findAction(request, job, world.pipelines, finding)
    const count = countOf(job, place)
    const next = renderFunctionToken({ count: count + 1 }, { ...job, actionExecution: place.actionExecution })
    const ended = await runJob({ place, asked: () => request, externalId, log, signal }, { ...world, policy })
    const isCut = signal.aborted && ended.result.kind === 'failure' && ended.result.error.reason === 'cancelled'
    const end: JobEnd = isCut ? { kind: 'goes-on' } : ended.end
    if (end.kind !== 'goes-on') log.write(`${outcomeRecord(ended.result, place.execution)}\n`)
    return { end, next }
  } catch (error) {
    // Nothing is known of the action yet. Lambda repeats the event in a minute.
    if (isPassing(error) || over.signal.aborted) throw error
    const { mask } = shownSinks({ stdout: log, stderr: log })
    const masked = (text: string) => mask.apply(text)
    const result = boundedResult(failureOf('job', error, over.signal), masked, commandWords)
    return { end: jobEnd(result, { outputs: [], externalId, mask: masked }), next: '' }
  } finally {
    done.abort()
    await timer
  }
}

/** How many invocations there were for this attempt of the action. @throws StageError `job-refused` for a foreign token */
function countOf(job: FunctionJob, place: JobPlace): number {
  if (job.token === undefined) return 0
  const token = parseFunctionToken(job.token, { ...job, actionExecution: place.actionExecution })
  if (token !== undefined) return token.count
  throw new StageError('job-refused', 'the continuation token of the job was not made for this action', {
    hint: 'retry the stage of the pipeline',
  })
}
