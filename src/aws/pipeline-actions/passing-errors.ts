import { StageError } from '../../core/run/stage-error.ts'
import { httpStatus, serviceFailure } from '../service-errors.ts'

/** Whether an error passes by itself: no answer came, the service was busy, or it failed inside. */
export function isPassing(error: unknown): boolean {
  const failure = serviceFailure(error, '')
  if (failure instanceof StageError && ['throttled', 'endpoint-unreachable'].includes(failure.reason)) return true
  return (httpStatus(error) ?? 0) >= 500
}
