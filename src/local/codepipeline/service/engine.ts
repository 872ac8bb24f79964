import { advance } from '../machine/advance.ts'
import { isOpen, type Machine, nextExpiry, runningIn } from '../machine/machine.ts'
import type { PipelineRecord } from '../machine/records.ts'
import { findAction, settleAction, settleRule } from '../machine/settle.ts'
import type { JobMaker } from './add-job.ts'
import type { Clock } from './clock.ts'
import { createPauses } from './pauses.ts'
import { type Perform, performWork } from './perform-work.ts'
import type { Ledger, Scope } from './scope.ts'

export interface EngineOptions {
  readonly ledger: Ledger
  readonly clock: Clock
  readonly newId: () => string
  readonly newKey: () => string
  /** Does the work of an action or a rule. */
  readonly perform: Perform
  readonly log: (line: string) => void
}

/** Runs the pipelines of all accounts: whatever is changed is kept first, and moved on afterwards. */
export interface Engine {
  readonly now: () => number
  readonly newId: () => string
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
  const running = new Map<string, AbortController>()
  const timers = new Map<PipelineRecord, () => void>()
  const pauses = createPauses(clock)
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
      if (kind === 'abandon') running.get(id)?.abort()
      else begin(of, pipeline, kind === 'begin-rule', id)
    },
  })
  const isThere = (of: Scope, pipeline: PipelineRecord) => !closed && of.pipelines.get(pipeline.name) === pipeline
  const change = <T>(of: Scope, pipeline: PipelineRecord, command: (machine: Machine) => T): T => {
    const result = command(machineOf(of, pipeline))
    ledger.savePipeline(of, pipeline)
    clock.soon(() => move(of, pipeline))
    return result
  }
  const move = (of: Scope, pipeline: PipelineRecord): void => {
    if (!isThere(of, pipeline)) return
    if (advance(machineOf(of, pipeline))) ledger.savePipeline(of, pipeline)
    timers.get(pipeline)?.()
    const next = nextExpiry(pipeline)
    timers.set(pipeline, next === undefined ? () => undefined : clock.at(next, () => move(of, pipeline)))
  }
  /** The provider begins after what is known of its work was kept. */
  const begin = (of: Scope, pipeline: PipelineRecord, isRule: boolean, id: string): void => {
    const controller = new AbortController()
    running.set(id, controller)
    clock.soon(() => {
      if (controller.signal.aborted || !isThere(of, pipeline)) return
      const settle = isRule ? settleRule : settleAction
      const { signal } = controller
      const until = (time: number) => pauses.until(time, signal)
      void performWork({
        perform,
        scope: of,
        pipeline,
        id,
        isRule,
        jobs,
        signal,
        now: clock.now,
        until,
        change,
        log,
      }).then((settlement) => {
        if (settlement === undefined || controller.signal.aborted || !isThere(of, pipeline)) return
        change(of, pipeline, (machine) => settle(machine, id, settlement))
        running.delete(id)
      })
    })
  }
  const remove = (of: Scope, name: string): void => {
    const pipeline = of.pipelines.get(name)
    if (pipeline === undefined) return
    for (const { id } of openWork(pipeline)) running.get(id)?.abort()
    timers.get(pipeline)?.()
    timers.delete(pipeline)
    of.pipelines.delete(name)
    ledger.removePipeline(of, name)
  }
  return {
    now: clock.now,
    newId,
    scope,
    change,
    add: (of, pipeline, command) => {
      of.pipelines.set(pipeline.name, pipeline)
      change(of, pipeline, command)
    },
    remove,
    saveWorkers: ledger.saveWorkers,
    beginAgain: (of, pipeline, id, time) =>
      void clock.at(time, () => begin(of, pipeline, findAction(pipeline, id) === undefined, id)),
    clear: () => {
      for (const of of scopes.values()) {
        for (const name of [...of.pipelines.keys()]) remove(of, name)
        of.workers.types.length = 0
        of.workers.jobs.length = 0
        ledger.saveWorkers(of)
      }
    },
    resume: () => {
      for (const of of scopes.values())
        for (const pipeline of of.pipelines.values()) {
          for (const work of openWork(pipeline)) begin(of, pipeline, 'place' in work, work.id)
          clock.soon(() => move(of, pipeline))
        }
    },
    wake: () => {
      pauses.wake()
      for (const of of scopes.values())
        for (const pipeline of of.pipelines.values()) clock.soon(() => move(of, pipeline))
    },
    close: () => {
      closed = true
      for (const cancel of timers.values()) cancel()
      for (const controller of running.values()) controller.abort()
    },
  }
}

function openWork({ executions }: PipelineRecord) {
  return executions.filter(isOpen).flatMap(({ stages }) => stages.flatMap(runningIn))
}

function keyOf(account: string, region: string): string {
  return `${account}/${region}`
}
