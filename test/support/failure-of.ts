import { inCommandWords } from '../../src/core/run/command-words.ts'
import type { StageError } from '../../src/core/run/stage-error.ts'

/** How something failed, in the words of a terminal; an error that is none of ours has its name as the reason. */
export async function failureOf(running: Promise<unknown>) {
  const error = await running.then(
    () => new Error('it succeeded'),
    (failure: StageError) => failure,
  )
  return 'reason' in error
    ? { reason: error.reason, message: error.message, hint: error.hint && inCommandWords(error.hint) }
    : { reason: error.name, message: error.message, hint: undefined }
}
