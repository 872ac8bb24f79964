import { advance } from '../machine/advance.ts'
import { forgetOldest } from '../machine/forget.ts'
import { isOpen, type Machine, nextExpiry, runningIn } from '../machine/machine.ts'
import type { PipelineRecord } from '../machine/records.ts'
import { findAction } from '../machine/settle.ts'
import type { JobMaker } from './add-job.ts'
import type { Clock } from './clock.ts'
import type { SendEvents } from './event-delivery.ts'
import { createKeeper } from './keep-pipelines.ts'
import type { Perform } from './perform-work.ts'
import { type ReadLag, readLag } from './read-lag.ts'
import type { Ledger, Scope } from './scope.ts'
import { type NewestRevision, sourceWatch } from './source-watch.ts'
import { workUnderWay } from './work-under-way.ts'

export interface EngineOptions {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly newId: () => string
  readonly newKey: () => string
  /** Does the work of an action or a rule. */
  readonly perform: Perform
  /** Takes events to EventBridge; without it, they stay in the outbox. */
  readonly sendEvents?: SendEvents | undefined
  readonly log: (line: string) => void
  /** Looks for new revisions of sources; none are polled without it. */
  readonly newestRevision?: NewestRevision
}

/** Runs the pipelines of all accounts: whatever is changed is kept first, and moved on afterwards. */
export interface Engine {
  readonly now: () => number
  readonly newId: () => string
  /** What reads show that are late. */
  readonly lag: Pick<ReadLag, 'state' | 'isListed'>
  /** Switches the lag of reads on or off. */
  lagReads(on: boolean): void
  scope(account: string, region: string): Scope
  /** Changes one pipeline. What follows by itself comes after the answer, as with the service (recorded). */
  change<T>(scope: Scope, pipeline: PipelineRecord, command: (machine: Machine) => T): T
  /** Adds a pipeline together with what is done to it first. */
  add(scope: Scope, pipeline: PipelineRecord, command: (machine: Machine) => void): void
  remove(scope: Scope, name: string): void
  saveWorkers(scope: Scope): void
  /** Lets the provider of an action or a rule begin once more at a time, with the job that it has then. */
  beginAgain(scope: Scope, pipeline: PipelineRecord, id: string, time: number): void
  /** Forgets everything, as an account that was never used. */
  clear(): void
  /** Begins again what had not ended when the process ended. */
  resume(): void
  /** Looks at once whether somebody's time is over: the clock was moved. */
  wake(): void
  close(): void
}

export function createEngine(options: EngineOptions): Engine {
  const { ledger, clock, newId, newKey, perform, log } = options
  const scopes = new Map(ledger.load().map((scope) => [keyOf(scope.account, scope.region), scope]))
  const jobs: JobMaker = { newId, saveWorkers: ledger.saveWorkers }
  const timers = new Map<PipelineRecord, () => void>()
  const watches = sourceWatch({ clock, newestRevision: options.newestRevision ?? (async () => undefined), log })
  const lag = readLag(clock.now)
  let closed = false

  const scope = (account: string, region: string): Scope => {
    const key = keyOf(account, region)
    const known = scopes.get(key) ?? { account, region, pipelines: new Map(), workers: { types: [], jobs: [] } }
    scopes.set(key, known)
    return known
  }
  const machineOf = (of: Scope, pipeline: PipelineRecord): Machine => ({
    pipeline,
    now: clock.now,
    newId,
    newKey,
    effect: ({ kind, id }) => {
      if (kind === 'abandon') work.abandon(id)
      else work.begin(of, pipeline, kind === 'begin-rule', id)
    },
  })
  const isThere = (of: Scope, pipeline: PipelineRecord) => !closed && of.pipelines.get(pipeline.name) === pipeline
  const keeper = createKeeper({
    ...options,
    lag,
    isThere,
    scopeOf: (each) => scope(each.account, each.region),
    again: (of, each) => move(of, each),
  })
  const changeAndKeep = <T>(of: Scope, pipeline: PipelineRecord, command: (machine: Machine) => T) => {
    const result = command(machineOf(of, pipeline))
    const failure = keeper.keep(of, pipeline)
    clock.soon(() => move(of, pipeline))
    return { result, failure }
  }
  const change = <T>(of: Scope, pipeline: PipelineRecord, command: (machine: Machine) => T): T => {
    const { result, failure } = changeAndKeep(of, pipeline, command)
    if (failure !== undefined) throw failure
    return result
  }
  /** What providers tell is not lost: it is kept as soon as that is possible. */
  const changeByWork = <T>(of: Scope, pipeline: PipelineRecord, command: (machine: Machine) => T): T =>
    changeAndKeep(of, pipeline, command).result
  const move = (of: Scope, pipeline: PipelineRecord): void => {
    if (!isThere(of, pipeline)) return
    const changed = advance(machineOf(of, pipeline))
    if (forgetOldest(pipeline) || changed || keeper.isBehind(pipeline)) keeper.keep(of, pipeline)
    timers.get(pipeline)?.()
    const next = nextExpiry(pipeline)
    timers.set(pipeline, next === undefined ? () => undefined : clock.at(next, () => move(of, pipeline)))
  }
  const watch = (of: Scope, pipeline: PipelineRecord): void =>
    watches.watch({
      pipeline,
      isThere: () => isThere(of, pipeline),
      change: (command) => changeByWork(of, pipeline, command),
    })
  const work = workUnderWay({ clock, perform, jobs, keeper, isThere, change: changeByWork, log })
  const remove = (of: Scope, name: string): void => {
    const pipeline = of.pipelines.get(name)
    if (pipeline === undefined) return
    ledger.removePipeline(of, name)
    for (const { id } of openWork(pipeline)) work.abandon(id)
    timers.get(pipeline)?.()
    timers.delete(pipeline)
    lag.forget(pipeline)
    of.pipelines.delete(name)
    removeJobs(of, name)
  }
  const removeJobs = (of: Scope, name: string): void => {
    const { jobs: all } = of.workers
    const left = all.filter(({ pipeline }) => pipeline !== name)
    if (left.length === all.length) return
    all.splice(0, all.length, ...left)
    ledger.saveWorkers(of)
  }
  return {
    now: clock.now,
    newId,
    lag,
    lagReads: (on) =>
      lag.switch(
        on,
        [...scopes.values()].flatMap(({ pipelines }) => [...pipelines.values()]),
      ),
    scope,
    change,
    add: (of, pipeline, command) => {
      of.pipelines.set(pipeline.name, pipeline)
      try {
        change(of, pipeline, command)
      } catch (error) {
        // A creation that failed leaves nothing behind, so that it can be tried again.
        of.pipelines.delete(pipeline.name)
        throw error
      }
      clock.soon(() => watch(of, pipeline))
    },
    remove,
    saveWorkers: ledger.saveWorkers,
    beginAgain: (of, pipeline, id, time) =>
      void clock.at(time, () => work.begin(of, pipeline, findAction(pipeline, id) === undefined, id)),
    clear: () => {
      for (const of of scopes.values()) {
        for (const { name, outbox } of [...of.pipelines.values()]) {
          outbox.length = 0
          remove(of, name)
        }
        of.workers.types.length = 0
        of.workers.jobs.length = 0
        ledger.saveWorkers(of)
      }
    },
    resume: () => {
      for (const of of scopes.values())
        for (const pipeline of of.pipelines.values()) {
          keeper.tell(pipeline)
          for (const open of openWork(pipeline)) work.begin(of, pipeline, 'place' in open, open.id)
          clock.soon(() => move(of, pipeline))
          clock.soon(() => watch(of, pipeline))
        }
    },
    wake: () => {
      work.wake()
      for (const of of scopes.values())
        for (const pipeline of of.pipelines.values()) {
          clock.soon(() => move(of, pipeline))
          clock.soon(() => watch(of, pipeline))
        }
    },
    close: () => {
      closed = true
      keeper.close()
      watches.close()
      for (const cancel of timers.values()) cancel()
      work.close()
    },
  }
}

function openWork({ executions }: PipelineRecord) {
  return executions.filter(isOpen).flatMap(({ stages }) => stages.flatMap(runningIn))
}

function keyOf(account: string, region: string): string {
  return `${account}/${region}`
}
