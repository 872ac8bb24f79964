import type * as sdk from '@aws-sdk/client-codepipeline'
import { command, next, type Text } from '../../core/run/next-step.ts'
import { StageError } from '../../core/run/stage-error.ts'
import '../sdk-support-warning.ts'
import type { Configure } from '../client-configuration.ts'
import { connectedOnce } from '../connected-once.ts'
import { type Answer, usableAnswer } from '../usable-answer.ts'

type Sdk = typeof import('../sdk/codepipeline.ts')

/** One call of the client about a pipeline; `name` is that of the operation. */
export type PipelineCall = <T extends Answer>(
  name: string,
  pipeline: string,
  call: (sdk: Sdk, client: sdk.CodePipelineClient) => Promise<T>,
) => Promise<T>

/** Calls CodePipeline through one client, made on first use, and turns its errors into ours. */
export function pipelineCalls(configure: Configure): PipelineCall {
  const connected = connectedOnce(() => connect(configure))
  return async (name, pipeline, call) => {
    const { sdk, client } = await connected()
    try {
      return await usableAnswer(`CodePipeline ${name} ${pipeline}`.trimEnd(), () => call(sdk, client))
    } catch (error) {
      throw absence(error, pipeline)
    }
  }
}

/** Whoever calls decides when to repeat a call, so the client itself never does. */
async function connect(configure: Configure): Promise<{ sdk: Sdk; client: sdk.CodePipelineClient }> {
  const [configuration, sdk] = await Promise.all([configure(), import('../sdk/codepipeline.ts')])
  return { sdk, client: new sdk.CodePipelineClient({ ...configuration, maxAttempts: 1 }) }
}

/** Names what does not exist; any other error stays as it is. */
function absence(error: unknown, pipeline: string): unknown {
  if (!(error instanceof StageError) || error.reason !== 'service-refused' || !(error.cause instanceof Error))
    return error
  const { name, message } = error.cause
  const failure = (reason: StageError['reason'], text: string, hint: Text) =>
    new StageError(reason, text, { hint, cause: error.cause })
  if (name === 'PipelineNotFoundException')
    return failure(
      'pipeline-missing',
      `there is no pipeline ${pipeline}`,
      next`check the name, the region and the account; those that exist: ${command('pipeline list')}`,
    )
  if (name === 'PipelineExecutionNotFoundException')
    return failure(
      'execution-missing',
      `pipeline ${pipeline} has no such execution: ${message}`,
      next`those that it has: ${command('pipeline list', { pipeline })}`,
    )
  if (name === 'StageNotFoundException' || name === 'ActionNotFoundException')
    return failure(
      'input-invalid',
      `pipeline ${pipeline}: ${message}`,
      next`its stages and actions: ${command('pipeline show', { pipeline })}`,
    )
  return error
}
