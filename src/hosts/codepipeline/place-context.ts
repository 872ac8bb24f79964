import type { Clock } from '../../core/ports/clock.ts'
import type { Context } from '../../core/run/context.ts'
import type { PipelinePlace } from '../context/pipeline-place.ts'
import { findApprover } from './find-approver.ts'
import { findRollback } from './find-rollback.ts'
import type { PipelineSettings } from './settings.ts'

/** What a host knows about the action of a pipeline that runs a stage. */
export interface PlacedRun extends Pick<PipelineSettings, 'approval'> {
  readonly place: PipelinePlace
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Whom an input names as the approver. */
  readonly named: () => string | undefined
}

/** The context of a stage in a pipeline, which knows who approved and whether the execution is a rollback. */
export function placeContext(context: Context, { place, approval, clock, signal, named }: PlacedRun): Context {
  return {
    ...context,
    clock,
    async approver(approved) {
      const pipelines = await context.aws.at({}).pipelines()
      return findApprover(approved, { place, approval, named: named() }, pipelines, { ...context, clock })
    },
    async rollsBack() {
      const pipelines = await context.aws.at({}).pipelines()
      return findRollback(place, pipelines, { clock, signal })
    },
  }
}
