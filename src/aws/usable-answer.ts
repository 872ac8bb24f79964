import { defined } from '../core/run/defined.ts'
import { again, next } from '../core/run/next-step.ts'
import { StageError } from '../core/run/stage-error.ts'
import { callOf, isNetworkFailure, mayHaveHappened, serviceCode } from './service-errors.ts'

/** The member that all answers of the clients share. */
export interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined }
}

/**
 * Makes one call, and turns its errors into ours. An answer without a request id comes from something in between, such
 * as the page of a proxy. The client would take it for an empty answer.
 * @param what names the call and its object, for messages
 * @throws StageError of `callOf`, `service-unavailable` when no usable answer came
 */
export async function usableAnswer<T extends Answer>(what: string, call: () => Promise<T>): Promise<T> {
  const answer = await callOf(what, () => unavailableKnown(what, () => clockCorrected(call)))
  if (answer.$metadata.requestId === undefined) throw unreadable(what)
  return answer
}

/** Retries once after a refused signature: the client learns the server's time from the refusal. */
async function clockCorrected<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (!skewed.has(serviceCode(error) ?? '')) throw error
    return call()
  }
}

const skewed = new Set(['RequestTimeTooSkewed', 'RequestExpired', 'SignatureDoesNotMatch', 'InvalidSignatureException'])

async function unavailableKnown<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (mayHaveHappened(error) && !isNetworkFailure(error)) throw unreadable(what, error)
    throw error
  }
}

/** The failure for an unusable answer; a write may still have taken effect. */
export function unreadable(what: string, cause?: unknown): StageError {
  const said =
    cause instanceof Error && !/Deserialization/.test(cause.message) ? ` (${cause.name}: ${cause.message})` : ''
  return new StageError('service-unavailable', `${what}: the service gave no usable answer${said}`, {
    hint: next`${again} in a minute; it goes on where this one stopped`,
    ...defined({ cause }),
  })
}
