import { createHash } from 'node:crypto'
import type { FunctionJob } from './function-job.ts'

/**
 * What one invocation leaves for the next one: how many there were. It is bound to the attempt of the action, so that
 * the token of another action, execution or function is refused. It gives no input of a stage and no right, so that
 * nothing is won by a forged one.
 */
export interface FunctionToken {
  readonly count: number
}

type Bound = Pick<FunctionJob, 'account' | 'functionName' | 'userParameters'> & { readonly actionExecution: string }

/** About 90 characters. */
export function renderFunctionToken({ count }: FunctionToken, bound: Bound): string {
  return `liftlock.f1.${count}.${digestOf(count, bound)}`
}

/** Undefined for a token that was not made for this attempt of the action. */
export function parseFunctionToken(token: string, bound: Bound): FunctionToken | undefined {
  const [, text, digest] = /^liftlock\.f1\.(\d{1,6})\.([0-9a-f]{64})$/.exec(token) ?? []
  const count = Number(text)
  return digest !== undefined && digest === digestOf(count, bound) ? { count } : undefined
}

function digestOf(count: number, { account, functionName, userParameters, actionExecution }: Bound): string {
  const parts = [count, account, functionName, userParameters, actionExecution]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
