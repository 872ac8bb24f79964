import { poll, type Waiting } from '../../core/pacing/poll.ts'
import { StageError } from '../../core/run/stage-error.ts'

/** Failures that show nothing but that a service is busy. */
const transient: readonly string[] = ['throttled', 'endpoint-unreachable', 'service-unavailable']
const trying = { first: 500, longest: 4000, limit: 30_000 }

/**
 * Asks a service again for half a minute while it is busy.
 * @param late other reasons that only show that a read is late
 * @throws the last failure, or the first of another kind
 */
export async function patientCall<T>(
  waiting: Waiting,
  call: () => Promise<T>,
  late: readonly string[] = [],
): Promise<T> {
  let failure: unknown
  const answer = await poll(waiting, trying, async () => {
    try {
      return { value: await call() }
    } catch (error) {
      if (!(error instanceof StageError) || ![...transient, ...late].includes(error.reason)) throw error
      failure = error
      return undefined
    }
  })
  if (answer === undefined) throw failure
  return answer.value
}
