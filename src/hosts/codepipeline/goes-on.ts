import type { Result } from '../../core/run/host.ts'
import { again, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'

/** Whether the stage has not ended, so that the next action goes on with it. */
export function goesOn(result: Result): boolean {
  return result.kind === 'failure' && result.error.outcome === 'still-running'
}

/**
 * A stage that the time limit stopped has not failed: the next run finds what it did, and goes on.
 * @returns the same result, but for a stage that only says that it was stopped
 */
export function stoppedInTime(ended: Result, minutes: number): Result {
  if (ended.kind !== 'failure' || ended.error.reason !== 'cancelled') return ended
  return { ...ended, error: unfinished(ended.stage, minutes, ended.error) }
}

/** The failure of a stage that has not ended in time. */
export function unfinished(stage: string, minutes: number, cause?: unknown): StageError {
  return new StageError('operation-running', `${stage} has not ended within the ${minutes} minutes of its action`, {
    hint: next`${again}, which goes on with what was done`,
    cause,
  })
}
