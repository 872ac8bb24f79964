import type { HttpAnswer } from '../../../core/ports/http.ts'
import { StageError } from '../../../core/run/stage-error.ts'
import type { GatePorts } from '../gate-run.ts'
import { decoded } from '../scenario/result-value.ts'
import { parseAnswer } from './parse-answer.ts'

/** How a GraphQL call ended: one of the four outcomes that a test distinguishes. */
export type GraphqlOutcome =
  | { readonly kind: 'answer'; readonly data: unknown }
  /** The API refused the call; a repetition gives the same answer. */
  | { readonly kind: 'refused'; readonly text: string; readonly answer: unknown }
  /** The token was not accepted; it may have expired. */
  | { readonly kind: 'unauthorized'; readonly text: string; readonly answer: unknown }
  /** Throttled, failed inside the service, or disconnected: a repetition may succeed. */
  | { readonly kind: 'passing'; readonly text: string; readonly answer: unknown }

export interface GraphqlCall {
  readonly endpoint: string
  readonly document: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Sends a document once. Errors of the API and of the connection become outcomes.
 * @throws the signal's reason
 */
export async function postGraphql({ http, signal }: GatePorts, call: GraphqlCall): Promise<GraphqlOutcome> {
  try {
    const answer = await http.request({
      method: 'POST',
      url: call.endpoint,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...call.headers },
      body: JSON.stringify({ query: call.document, variables: call.variables }),
      mostBytes: mostAnswerBytes,
      signal,
    })
    return outcomeOf(answer)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof StageError && error.reason === 'endpoint-unreachable')
      return { kind: 'passing', text: error.message, answer: undefined }
    if (error instanceof StageError && error.reason === 'answer-too-large')
      return { kind: 'refused', text: error.message, answer: undefined }
    throw error
  }
}

interface GraphqlError {
  readonly message?: string
  /** AWS AppSync gives the class of an error here. */
  readonly errorType?: string
}

const temporary =
  /throttl|toomanyrequests|provisionedthroughput|limitexceeded|internal(failure|server)|serviceunavailable|timeout/i

/** The longest answer of an AWS gateway (API Gateway, "Quotas"). */
export const mostAnswerBytes = 10 * 1_048_576

function outcomeOf({ status, headers, body }: HttpAnswer): GraphqlOutcome {
  const answer = parseAnswer(body)
  if (status >= 300 && status < 400)
    return { kind: 'refused', text: statusText({ status, headers }), answer: undefined }
  const { data, errors } = (answer ?? {}) as { data?: unknown; errors?: GraphqlError[] }
  const told = Array.isArray(errors) ? errors : []
  const text = told.length > 0 ? told.map(describe).join('; ') : `HTTP ${status}`
  if (status === 429 || status >= 500) return { kind: 'passing', text, answer }
  if (status === 401) return { kind: 'unauthorized', text, answer }
  if (told.length > 0 && told.every(({ errorType = '' }) => temporary.test(errorType)))
    return { kind: 'passing', text, answer }
  if (told.length > 0 || status >= 400) return { kind: 'refused', text, answer: answer ?? body.slice(0, 2000) }
  if (data === undefined || data === null)
    return { kind: 'passing', text: `HTTP ${status} without a GraphQL answer`, answer: answer ?? body.slice(0, 2000) }
  return { kind: 'answer', data: decoded(data) }
}

function describe({ message = 'no message', errorType }: GraphqlError): string {
  return errorType === undefined || message.includes(errorType) ? message : `${errorType}: ${message}`
}

/** A status and, for a redirect, its target. Redirects are not followed. */
export function statusText({ status, headers }: Pick<HttpAnswer, 'status' | 'headers'>): string {
  const { location } = headers
  const to = status >= 300 && status < 400 && location !== undefined
  return to
    ? `HTTP ${status} to ${JSON.stringify(location.slice(0, 200))}; redirects are not followed`
    : `HTTP ${status}`
}
