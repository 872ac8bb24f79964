import type { JobPlace, JobType, OfferedJob, QueriedProperty } from '../../../core/ports/jobs.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import { isPassing } from '../jobs/tell-patiently.ts'
import { type HeldJob, type HoldingWorld, holdJob } from './held-job.ts'
import { journalTimes } from './journal.ts'
import { handBackOrphans, signsOfLife } from './left-behind.ts'
import { takeJob } from './take-job.ts'
import type { WorkerTotals } from './worker-event.ts'
import { parseToken, reserved } from './worker-token.ts'

/** Which jobs a worker runs, and how long. */
export interface Work {
  readonly type: JobType
  /** A property that the service compares before it offers a job. */
  readonly property: QueriedProperty
  readonly atOnce: number
  /** Milliseconds between two questions for jobs. */
  readonly pause: number
  /** When to end: after a signal only, after one job, or when no job waits. */
  readonly until: 'signal' | 'one-job' | 'no-jobs'
}

/** Milliseconds until a service is given up that has never answered, and the longest pause after a failure. */
const limits = { first: 30_000, pause: 60_000 } as const
/** The most jobs that are asked for at once. */
const mostOffered = 100

/**
 * Asks for jobs, and runs them, until it is time to end. Jobs that run then are handed back after a signal, and
 * awaited otherwise.
 * @throws StageError of the first call for jobs, or for a refusal that lasts, once no job runs
 */
export async function work(asked: Work, world: HoldingWorld): Promise<WorkerTotals> {
  const { clock, signal, worker, tell } = world
  const { totals, tellCounted } = counted(world)
  const counting = { ...world, tell: tellCounted }
  const held = new Map<string, HeldJob>()
  const firstSeen = new Map<string, number>()
  const ended = new AbortController()
  const signs = signsOfLife(held, counting, ended.signal)
  let failures = 0
  let answered = false
  let begun = 0
  let missed = 0
  let lasting: unknown
  let recovered = Number.NEGATIVE_INFINITY
  const began = clock.elapsed()
  tell({ event: 'waiting', type: `${asked.type.category}/${asked.type.provider}/${asked.type.version}`, worker })
  for (;;) {
    const closing = signal.aborted || lasting !== undefined || (asked.until === 'one-job' && begun > 0)
    if (closing && held.size === 0) break
    if (!closing && clock.elapsed() - recovered >= journalTimes.orphaned / 2) {
      recovered = clock.elapsed()
      await handBackOrphans(counting)
    }
    const free = closing ? 0 : asked.until === 'one-job' ? 1 : asked.atOnce - held.size
    const awaited = signal.aborted ? 0 : [...held.values()].filter((job) => job.awaitsNext()).length
    let idle = false
    if (free + awaited > 0) {
      try {
        const most = Math.min(mostOffered, (free + awaited) * 2 ** missed)
        const offered = await world.jobs.poll(asked.type, most, asked.property)
        failures = 0
        answered = true
        const { taken, seen } = await takeOffered(offered, free)
        begun += taken
        // Others stand before ours in the list: ask for more of it.
        missed = seen === 0 && offered.length >= most ? Math.min(missed + 1, 7) : 0
        idle = seen === 0
      } catch (error) {
        failures += 1
        if (isOfJournal(error)) tellCounted({ event: 'warning', error })
        else if (!isPassing(error)) lasting = error
        else if (!answered && clock.elapsed() - began > limits.first) lasting = error
        else if (failures === 1) tellCounted({ event: 'warning', error })
      }
    }
    if (idle && asked.until === 'no-jobs' && held.size === 0) break
    await untilNext(Math.min(limits.pause, asked.pause * 2 ** Math.min(failures, 6)))
  }
  ended.abort()
  await signs
  tell({ event: 'stopped', totals })
  if (lasting !== undefined) throw lasting
  return totals

  /** Takes the next jobs of actions that run here, and others while there is room. */
  async function takeOffered(offered: readonly OfferedJob[], free: number) {
    let taken = 0
    let seen = 0
    for (const job of offered) {
      const { place } = job
      if (place === undefined) continue
      const ours = held.get(place.actionExecution)
      if (ours !== undefined) {
        if (!ours.awaitsNext()) continue
        seen += 1
        ours.next((await takeJob(job, place, counting)) ? job.id : undefined)
      } else if (isMeant(job, place)) {
        if (taken < free && !(await takeJob(job, place, counting))) continue
        seen += 1
        if (taken >= free) continue
        taken += 1
        begin(job, place)
      }
    }
    return { taken, seen }
  }

  function begin(job: OfferedJob, place: JobPlace): void {
    tell({ event: 'took', place, job: job.id, again: job.token !== undefined })
    const running = holdJob(job, place, counting)
    held.set(place.actionExecution, running)
    void running.done.then(() => held.delete(place.actionExecution))
  }

  /** A job that another worker renews is left to it, for a minute since it was seen first. */
  function isMeant({ id, token }: OfferedJob, { pipeline }: JobPlace): boolean {
    const { pipelines } = world.policy
    if (pipelines.length > 0 && !pipelines.includes(pipeline)) return false
    if (token === undefined || parseToken(token)?.worker === undefined) return true
    const since = firstSeen.get(id) ?? clock.elapsed()
    firstSeen.set(id, since)
    if (firstSeen.size > 1000) firstSeen.delete(firstSeen.keys().next().value!)
    return clock.elapsed() - since >= reserved
  }

  /** Waits, but not for a worker that has nothing more to wait for. */
  async function untilNext(milliseconds: number): Promise<void> {
    const awake = new AbortController()
    const jobs = [...held.values()].map(({ done }) => done)
    const stop = signal.aborted ? awake.signal : AbortSignal.any([awake.signal, signal])
    await Promise.race([clock.sleep(milliseconds, stop).catch(() => undefined), ...jobs])
    awake.abort()
  }
}

/** The folder may work again later; the job that was not taken is offered again. */
function isOfJournal(error: unknown): error is StageError {
  return error instanceof StageError && error.reason === 'file-unreadable'
}

function counted({ tell }: Pick<HoldingWorld, 'tell'>) {
  const totals: WorkerTotals = { succeeded: 0, failed: 0, handedBack: 0, gone: 0, untold: 0 }
  const tellCounted: HoldingWorld['tell'] = (event) => {
    if (event.event === 'handed-back') totals.handedBack += 1
    else if (event.event in totals) totals[event.event as keyof WorkerTotals] += 1
    tell(event)
  }
  return { totals, tellCounted }
}
