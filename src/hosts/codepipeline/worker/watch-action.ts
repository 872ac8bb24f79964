import { everyPage } from '../../../core/pacing/every-page.ts'
import type { Clock } from '../../../core/ports/clock.ts'
import type { JobPlace } from '../../../core/ports/jobs.ts'
import type { ActionDetail } from '../../../core/ports/pipeline-shapes.ts'
import type { Pipelines } from '../../../core/ports/pipelines.ts'
import { StageError } from '../../../core/run/stage-error.ts'

/** Milliseconds between two looks. */
const pause = 30_000

/**
 * Looks from time to time whether an action still waits for its job: it may be abandoned, or its time may be over.
 * Failures show nothing and are forgotten.
 * @param signal ends the watch
 * @returns the status of an action that waits no longer; undefined when the watch ended first, or is not allowed
 */
export async function watchAction(
  pipelines: Pick<Pipelines, 'actions'>,
  place: JobPlace,
  { clock, signal, onRefusal }: { clock: Clock; signal: AbortSignal; onRefusal: (error: StageError) => void },
): Promise<string | undefined> {
  while (!signal.aborted) {
    await clock.sleep(pause, signal, 'background').catch(() => undefined)
    if (signal.aborted) return undefined
    try {
      const status = await statusOf(pipelines, place)
      if (status !== undefined && status !== 'InProgress') return status
    } catch (error) {
      if (!(error instanceof StageError) || error.reason !== 'access-denied') continue
      onRefusal(error)
      return undefined
    }
  }
  return undefined
}

async function statusOf(pipelines: Pick<Pipelines, 'actions'>, place: JobPlace): Promise<string | undefined> {
  const isMeant = ({ actionExecutionId }: ActionDetail) => actionExecutionId === place.actionExecution
  const actions = await everyPage(
    (page) => pipelines.actions(place.pipeline, place.execution, page),
    (items) => items.some(isMeant),
  )
  return actions.find(isMeant)?.status
}
