import type * as sdk from '@aws-sdk/client-codepipeline'
import type { Configure } from '../client-configuration.ts'

/** What an execution of another pipeline is started with. */
export interface PipelineStart {
  readonly name: string
  readonly variables: readonly { readonly name: string; readonly value: string }[]
  readonly sourceRevisions: readonly {
    readonly actionName: string
    readonly revisionType: string
    readonly revisionValue: string
  }[]
  /** The same token starts one execution only. */
  readonly token: string
}

/** Starts another pipeline. @returns the id of its execution */
export async function startPipeline(configure: Configure, start: PipelineStart): Promise<string> {
  return await withClient(configure, async (module, client) => {
    const { name, variables, sourceRevisions, token } = start
    const command = new module.StartPipelineExecutionCommand({
      name,
      clientRequestToken: token,
      ...(variables.length > 0 && { variables: [...variables] }),
      ...(sourceRevisions.length > 0 && { sourceRevisions: sourceRevisions as sdk.SourceRevisionOverride[] }),
    })
    return (await client.send(command)).pipelineExecutionId ?? ''
  })
}

/** How an execution of another pipeline goes. */
export interface PipelineProgress {
  /** Such as `InProgress`. */
  readonly status: string
  readonly summary: string | undefined
}

/** Reads how an execution of another pipeline goes. */
export async function pipelineProgress(configure: Configure, name: string, id: string): Promise<PipelineProgress> {
  return await withClient(configure, async (module, client) => {
    const command = new module.GetPipelineExecutionCommand({ pipelineName: name, pipelineExecutionId: id })
    const { status = '', statusSummary } = (await client.send(command)).pipelineExecution ?? {}
    return { status, summary: statusSummary }
  })
}

async function withClient<T>(
  configure: Configure,
  ask: (module: typeof import('../sdk/codepipeline.ts'), client: sdk.CodePipelineClient) => Promise<T>,
): Promise<T> {
  const [configuration, module] = await Promise.all([configure(), import('../sdk/codepipeline.ts')])
  const client = new module.CodePipelineClient({ ...configuration, maxAttempts: 2 })
  try {
    return await ask(module, client)
  } finally {
    client.destroy()
  }
}
