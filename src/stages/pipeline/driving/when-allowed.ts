import { StageError } from '../../../core/run/stage-error.ts'

/** What a role may not read is left out: it explains an end, and never decides it. */
export async function whenAllowed<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof StageError && error.reason === 'access-denied') return otherwise
    throw error
  }
}
