import type { JobPlace } from '../../../core/ports/jobs.ts'
import type { StageError } from '../../../core/run/stage-error.ts'

/** What a worker tells about itself and its jobs. */
export type WorkerEvent =
  | { readonly event: 'waiting'; readonly type: string; readonly worker: string }
  | { readonly event: 'took'; readonly place: JobPlace; readonly job: string; readonly again: boolean }
  | { readonly event: 'renewed'; readonly place: JobPlace; readonly job: string }
  | {
      readonly event: 'succeeded' | 'failed'
      readonly place: JobPlace
      readonly job: string
      readonly stage: string
      readonly outcome: string
      readonly reason?: string
    }
  | { readonly event: 'handed-back'; readonly place: JobPlace; readonly job: string; readonly why: string }
  /** The action waits no longer for this job, so that nothing is told. */
  | { readonly event: 'gone'; readonly place: JobPlace; readonly job: string; readonly why: string }
  /** The service could not be told how the job ended; the journal keeps it. */
  | { readonly event: 'untold'; readonly place: JobPlace; readonly job: string; readonly error: StageError }
  | { readonly event: 'recovered'; readonly pipeline: string; readonly action: string; readonly job: string }
  | { readonly event: 'warning'; readonly error: StageError }
  | { readonly event: 'stopped'; readonly totals: WorkerTotals }

/** How many jobs ended in each way. */
export interface WorkerTotals {
  succeeded: number
  failed: number
  handedBack: number
  gone: number
  untold: number
}
