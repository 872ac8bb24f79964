import type { JobPlace, Jobs, OfferedJob } from '../../../core/ports/jobs.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { defined } from '../../../core/run/defined.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { resultJson } from '../../shared/result-text.ts'
import type { Sink } from '../../shared/shown-sink.ts'
import { askedRun } from '../jobs/asked-run.ts'
import { type EndedRun, type JobWorld, runJob } from '../jobs/run-job.ts'
import { tellPatiently } from '../jobs/tell-patiently.ts'
import type { Journal } from './journal.ts'
import { watchAction } from './watch-action.ts'
import type { WorkerEvent } from './worker-event.ts'
import { parseToken, renderToken } from './worker-token.ts'

/** What jobs of a worker share. */
export interface HoldingWorld extends JobWorld {
  readonly jobs: Jobs
  readonly pipelines: Pick<Pipelines, 'actions'>
  readonly journal: Journal
  /** Letters, digits and hyphens, at most 50; unique among workers. */
  readonly worker: string
  /** Aborted when the worker has to end: its jobs are handed back. */
  readonly signal: AbortSignal
  /** Milliseconds after which a job is renewed; undefined for never. */
  readonly renewAfter: number | undefined
  /** Whether a job stays in the queue of the service while its stage runs, see `keepOffered`. */
  readonly keepsOffered: boolean
  readonly log: (place: JobPlace) => Sink
  readonly tell: (event: WorkerEvent) => void
}

/** A job that this worker runs. */
export interface HeldJob {
  readonly place: JobPlace
  /** Fulfilled when the job has ended and the service knows; it never fails. */
  readonly done: Promise<void>
  /** Whether the job was renewed, so that its next one is about to be offered. */
  readonly awaitsNext: () => boolean
  /** The next job, which this worker has; undefined when another worker has it. */
  readonly next: (id: string | undefined) => void
}

/** Milliseconds for the service to offer the next job, and to be told the end of one; the latter after a signal. */
const limits = { next: 300_000, telling: 3_600_000, closing: 60_000 } as const
/** A stage that goes on at once would ask for jobs without a pause. */
const shortest = 20_000
/** Milliseconds that a job stays in the queue before its worker shows that it is there; others leave it for `reserved`. */
const inQueue = 15_000

/** Runs the stage of a job that was acknowledged, keeps the job alive, and tells the service how it ended. */
export function holdJob(offered: OfferedJob, place: JobPlace, world: HoldingWorld): HeldJob {
  const { jobs, journal, clock, tell, signal, worker } = world
  const ended = new AbortController()
  const gone = new AbortController()
  const count = offered.token === undefined ? 0 : (parseToken(offered.token)?.count ?? 0)
  let id = offered.id
  let renewals = 0
  let awaited: ((next: string | undefined) => void) | undefined
  let renewal: Promise<void> = Promise.resolve()
  const leave = (why: string) => gone.abort(why)
  const calling = () => ({
    clock,
    deadline: deadlineOf(world),
    onFailure: (error: StageError) => tell({ event: 'warning', error }),
  })

  /** @param rest milliseconds that the next job stays in the queue */
  async function renewOnce(rest: number): Promise<void> {
    renewals += 1
    const token = renderToken({ worker, count: count + renewals })
    if (!(await tellPatiently(calling(), () => jobs.goOn(id, token)))) return leave('the service knows it no longer')
    if (rest > 0) await clock.sleep(rest, AbortSignal.any([ended.signal, signal]), 'background').catch(nothing)
    const late = new AbortController()
    const next = await Promise.race([
      new Promise<string | undefined>((resolve) => {
        awaited = resolve
      }),
      clock.sleep(limits.next, AbortSignal.any([late.signal, signal]), 'background').then(nothing, nothing),
    ])
    late.abort()
    awaited = undefined
    // After a signal, the renewed job waits for whoever comes.
    if (next === undefined) return leave(signal.aborted ? 'it waits for another worker' : 'another worker has it')
    id = next
    if (rest === 0) tell({ event: 'renewed', place, job: id })
  }

  async function keepAlive(after: number): Promise<void> {
    while (!ended.signal.aborted && !gone.signal.aborted) {
      await clock.sleep(after, AbortSignal.any([ended.signal, signal]), 'background').catch(nothing)
      if (ended.signal.aborted || signal.aborted) return
      renewal = renewOnce(0).catch(nothing)
      await renewal
    }
  }

  /**
   * The job goes on all the time, so that it is in the queue but for moments. Its token names this worker. When this
   * one is lost with everything that it wrote, its job stays there, unchanged, and another worker takes it.
   */
  async function keepOffered(): Promise<void> {
    while (!ended.signal.aborted && !gone.signal.aborted && !signal.aborted) {
      renewal = renewOnce(inQueue).catch(() => clock.sleep(inQueue, ended.signal, 'background').catch(nothing))
      await renewal
    }
  }

  async function run(): Promise<void> {
    const began = clock.elapsed()
    if (world.keepsOffered) void keepOffered()
    else if (world.renewAfter !== undefined) void keepAlive(world.renewAfter)
    const onRefusal = (error: StageError) => tell({ event: 'warning', error })
    void watchAction(world.pipelines, place, { clock, signal: ended.signal, onRefusal }).then((status) => {
      if (status !== undefined) leave(`its action is ${status}`)
    })
    const stop = AbortSignal.any([signal, gone.signal])
    const asked = () => askedRun(offered.configuration)
    const externalId = `${worker}/${place.actionExecution}`
    const run = await runJob({ place, asked, externalId, log: world.log(place), signal: stop }, world)
    if (run.end.kind === 'goes-on' && !stop.aborted)
      await clock.sleep(Math.max(0, shortest - (clock.elapsed() - began)), stop).catch(nothing)
    ended.abort()
    await renewal
    if (gone.signal.aborted) return tell({ event: 'gone', place, job: id, why: String(gone.signal.reason) })
    await tellEnd(run)
  }

  async function tellEnd(run: EndedRun): Promise<void> {
    const { end, result } = run
    const isCut = signal.aborted && result.kind === 'failure' && result.error.reason === 'cancelled'
    const told = await tellPatiently(calling(), () => {
      if (isCut || end.kind === 'goes-on')
        return jobs.goOn(id, renderToken({ worker: undefined, count: count + renewals + 1 }))
      return end.kind === 'success' ? jobs.succeed(id, end.success) : jobs.fail(id, end.failure)
    })
    if (!told) return tell({ event: 'gone', place, job: id, why: 'the service knows it no longer' })
    if (isCut || end.kind === 'goes-on')
      return tell({ event: 'handed-back', place, job: id, why: isCut ? 'the worker ends' : 'the stage goes on' })
    const { stage, outcome, error } = resultJson(result) as {
      stage: string
      outcome: string
      error?: { reason: string }
    }
    const kind = end.kind === 'success' ? 'succeeded' : 'failed'
    tell({ event: kind, place, job: id, stage, outcome, ...defined({ reason: error?.reason }) })
  }

  const done = run().then(
    () => journal.remove(place.actionExecution).catch(nothing),
    (error: unknown) => {
      ended.abort()
      tell({ event: 'untold', place, job: id, error: asStageError(error) })
    },
  )
  return { place, done, awaitsNext: () => awaited !== undefined, next: (next) => awaited?.(next) }
}

/** When to give up telling: a minute after a signal, else after an hour. */
function deadlineOf({ clock, signal }: HoldingWorld): () => number {
  const begin = clock.elapsed()
  let closing: number | undefined
  return () => {
    if (signal.aborted) closing ??= clock.elapsed() + limits.closing
    return closing ?? begin + limits.telling
  }
}

function asStageError(error: unknown): StageError {
  if (error instanceof StageError) return error
  return new StageError('service-refused', error instanceof Error ? error.message : String(error), { cause: error })
}

function nothing(): undefined {
  return undefined
}
