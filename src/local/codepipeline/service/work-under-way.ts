import type { Machine } from '../machine/machine.ts'
import type { PipelineRecord } from '../machine/records.ts'
import { settleAction, settleRule } from '../machine/settle.ts'
import type { JobMaker } from './add-job.ts'
import type { Clock } from './clock.ts'
import { type Keeper, keepAgain } from './keep-pipelines.ts'
import { createPauses } from './pauses.ts'
import { type Perform, performWork } from './perform-work.ts'
import type { Scope } from './scope.ts'

export interface WorkOptions {
  readonly clock: Clock
  readonly perform: Perform
  readonly jobs: JobMaker
  readonly keeper: Pick<Keeper, 'isBehind'>
  readonly isThere: (scope: Scope, pipeline: PipelineRecord) => boolean
  /** Changes a pipeline by what its work tells. */
  readonly change: <T>(scope: Scope, pipeline: PipelineRecord, command: (machine: Machine) => T) => T
  readonly log: (line: string) => void
}

/** The actions and rules that providers work on. */
export interface WorkUnderWay {
  /** Lets the provider of an action or a rule begin, after what is known of its work was kept. */
  begin(scope: Scope, pipeline: PipelineRecord, isRule: boolean, id: string): void
  /** Lets go of the work. */
  abandon(id: string): void
  /** Ends every wait whose time has come: the clock was moved. */
  wake(): void
  close(): void
}

export function workUnderWay({ clock, perform, jobs, keeper, isThere, change, log }: WorkOptions): WorkUnderWay {
  const running = new Map<string, AbortController>()
  const pauses = createPauses(clock)
  return {
    begin: (scope, pipeline, isRule, id) => {
      const controller = new AbortController()
      running.set(id, controller)
      const { signal } = controller
      const until = (time: number) => pauses.until(time, signal)
      const work = { perform, scope, pipeline, id, isRule, jobs, signal, now: clock.now, until, change, log }
      const start = (): void => {
        if (signal.aborted || !isThere(scope, pipeline)) return
        // What was not kept would begin once more after a restart.
        if (keeper.isBehind(pipeline)) return void clock.at(clock.now() + keepAgain, start)
        const settle = isRule ? settleRule : settleAction
        void performWork(work).then((settlement) => {
          // Somebody else may tell the end, or have begun the same work again: there is nothing left to let go of.
          if (running.get(id) === controller) running.delete(id)
          if (settlement === undefined || signal.aborted || !isThere(scope, pipeline)) return
          change(scope, pipeline, (machine) => settle(machine, id, settlement))
        })
      }
      clock.soon(start)
    },
    abandon: (id) => running.get(id)?.abort(),
    wake: pauses.wake,
    close: () => {
      for (const controller of running.values()) controller.abort()
    },
  }
}
