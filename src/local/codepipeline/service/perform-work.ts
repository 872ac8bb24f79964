import type { Machine } from '../machine/machine.ts'
import type { ActionRecord, ExecutionRecord, PipelineRecord, RuleRecord, StageRecord } from '../machine/records.ts'
import { noteProgress, type Progress, type Settlement } from '../machine/settle.ts'
import { addJob, type JobMaker } from './add-job.ts'
import type { JobRecord, Scope } from './scope.ts'

/** What a provider is told. */
export interface Order {
  readonly scope: Scope
  readonly pipeline: PipelineRecord
  readonly execution: ExecutionRecord
  readonly stage: StageRecord
  readonly work: ActionRecord | RuleRecord
  /** Whether somebody let go of the work, or its time is over. */
  readonly signal: AbortSignal
  /** The job of the action or the rule: a new one, unless it has one from before a restart. */
  readonly job: () => JobRecord
  /** Keeps what the provider has to know after a restart, and what people see meanwhile. */
  readonly progress: (progress: Progress) => void
  /** Time as the executor knows it, in epoch milliseconds. */
  readonly now: () => number
  /** Waits until a time. @throws the reason of the signal, as soon as somebody lets go of the work */
  readonly until: (time: number) => Promise<void>
}

/** Does the work of an action or a rule; undefined when somebody else tells its end: a person, or a worker. */
export type Perform = (order: Order) => Promise<Settlement | undefined>

interface Performance {
  readonly perform: Perform
  readonly scope: Scope
  readonly pipeline: PipelineRecord
  readonly id: string
  readonly isRule: boolean
  readonly jobs: JobMaker
  readonly signal: AbortSignal
  readonly now: Order['now']
  readonly until: Order['until']
  readonly change: <T>(scope: Scope, pipeline: PipelineRecord, command: (machine: Machine) => T) => T
  readonly log: (line: string) => void
}

/** Lets the provider work. What it throws fails the action or the rule. */
export async function performWork(performance: Performance): Promise<Settlement | undefined> {
  const { perform, scope, pipeline, id, isRule, jobs, signal, now, until, change, log } = performance
  for (const execution of pipeline.executions)
    for (const stage of execution.stages) {
      const work = (isRule ? stage.rules : stage.actions).find((each) => each.id === id)
      if (work?.status !== 'InProgress') continue
      const progress = (told: Progress) => void change(scope, pipeline, (machine) => noteProgress(machine, id, told))
      try {
        const job = () =>
          scope.workers.jobs.findLast(({ actionId }) => actionId === id) ??
          addJob(jobs, scope, { actionId: id, pipeline: pipeline.name, type: typeOf(work) })
        return await perform({ scope, pipeline, execution, stage, work, job, signal, progress, now, until })
      } catch (error) {
        const { message } = error as Error
        if (!signal.aborted) log(`${pipeline.name}/${stage.name}/${work.name}: ${message}`)
        return { status: 'Failed', error: { code: 'InternalError', message } }
      }
    }
  return undefined
}

function typeOf(work: ActionRecord | RuleRecord): JobRecord['type'] {
  return 'type' in work ? work.type : { category: 'Rule', owner: 'AWS', provider: work.provider, version: '1' }
}
