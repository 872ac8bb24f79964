import type * as sdk from '@aws-sdk/client-cloudformation'
import { defined } from '../../core/run/defined.ts'
import { again, next } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { Configure } from '../client-configuration.ts'
import { callOf, isNetworkFailure, mayHaveHappened, serviceCode } from '../service-errors.ts'

type Sdk = typeof import('../sdk/cloudformation.ts')

/** One call of the client; `what` names the call in messages. */
export type StackCall = <T extends Answer>(
  what: string,
  call: (sdk: Sdk, client: sdk.CloudFormationClient) => Promise<T>,
) => Promise<T>

/** The member that all answers of the client share. */
interface Answer {
  readonly $metadata: { readonly requestId?: string | undefined }
}

/**
 * Calls CloudFormation through one client, made on first use, and turns its errors into ours. An answer without a
 * request id comes from something in between, such as the page of a proxy. The client would take it for an empty
 * answer.
 */
export function stackCalls(configure: Configure): StackCall {
  let ready: Promise<{ sdk: Sdk; client: sdk.CloudFormationClient }> | undefined
  return async (what, call) => {
    ready ??= connect(configure)
    const { sdk, client } = await ready.catch((error) => {
      ready = undefined
      throw error
    })
    const answer = await callOf(what, () => unavailableKnown(what, () => clockCorrected(() => call(sdk, client))))
    if (answer.$metadata.requestId === undefined) throw unreadable(what)
    return answer
  }
}

/** Turns the service's "does not exist" of a stack or change set into undefined. */
export async function whenThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof StageError && error.reason === 'service-refused' && isAbsence(error.cause)) return undefined
    throw error
  }
}

function isAbsence(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  if (cause.name === 'ChangeSetNotFound' || cause.name === 'ChangeSetNotFoundException') return true
  return cause.name === 'ValidationError' && /^Stack .*does not exist/i.test(cause.message)
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

async function connect(configure: Configure): Promise<{ sdk: Sdk; client: sdk.CloudFormationClient }> {
  const [configuration, sdk] = await Promise.all([configure(), import('../sdk/cloudformation.ts')])
  const requestHandler = { ...configuration.requestHandler, connectionTimeout: 5_000, socketTimeout: 30_000 }
  return { sdk, client: new sdk.CloudFormationClient({ ...configuration, maxAttempts: 1, requestHandler }) }
}
