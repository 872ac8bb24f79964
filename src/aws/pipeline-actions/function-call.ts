import type { Configure } from '../client-configuration.ts'

/** How a call of a function ended. */
export interface FunctionAnswer {
  /** What the function threw; undefined when it returned. */
  readonly error: string | undefined
}

/** Invokes a function once, and waits for its end. @throws what the client throws when there is no such function */
export async function callFunction(
  configure: Configure,
  name: string,
  payload: object,
  signal: AbortSignal,
): Promise<FunctionAnswer> {
  const { InvokeCommand, LambdaClient } = await import('../sdk/lambda.ts')
  const client = new LambdaClient({ ...(await configure()), maxAttempts: 1 })
  try {
    const command = new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(payload)) })
    const { FunctionError, Payload } = await client.send(command, { abortSignal: signal })
    if (FunctionError === undefined) return { error: undefined }
    return { error: messageOf(Buffer.from(Payload ?? []).toString('utf8')) ?? FunctionError }
  } finally {
    client.destroy()
  }
}

function messageOf(payload: string): string | undefined {
  try {
    const { errorMessage } = JSON.parse(payload) as { errorMessage?: unknown }
    return typeof errorMessage === 'string' ? errorMessage : undefined
  } catch {
    return undefined
  }
}
