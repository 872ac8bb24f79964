import type * as sdk from '@aws-sdk/client-cloudformation'
import { StageError } from '../../core/run/stage-error.ts'
import type { Configure } from '../client-configuration.ts'
import { connectedOnce } from '../connected-once.ts'
import { type Answer, usableAnswer } from '../usable-answer.ts'

type Sdk = typeof import('../sdk/cloudformation.ts')

/** One call of the client; `what` names the call in messages. */
export type StackCall = <T extends Answer>(
  what: string,
  call: (sdk: Sdk, client: sdk.CloudFormationClient) => Promise<T>,
) => Promise<T>

/**
 * Calls CloudFormation through one client, made on first use, and turns its errors into ours.
 */
export function stackCalls(configure: Configure): StackCall {
  const connected = connectedOnce(() => connect(configure))
  return async (what, call) => {
    const { sdk, client } = await connected()
    return usableAnswer(what, () => call(sdk, client))
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

async function connect(configure: Configure): Promise<{ sdk: Sdk; client: sdk.CloudFormationClient }> {
  const [configuration, sdk] = await Promise.all([configure(), import('../sdk/cloudformation.ts')])
  const requestHandler = { ...configuration.requestHandler, connectionTimeout: 5_000, socketTimeout: 30_000 }
  return { sdk, client: new sdk.CloudFormationClient({ ...configuration, maxAttempts: 1, requestHandler }) }
}
