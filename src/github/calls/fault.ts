import { isRecord } from '../../core/documents/is-record.ts'
import type { Clock } from '../../core/ports/clock.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { type Refusal, refusalOf } from './refusal.ts'

/** Why one try failed. */
export type Fault =
  /** Nothing was done, and it may be tried again after a while. Milliseconds. */
  | { readonly kind: 'limited'; readonly wait: number; readonly secondary: boolean }
  /** No answer, or that of a broken service. `sent` is false when the request certainly did not arrive. */
  | { readonly kind: 'disturbed'; readonly sent: boolean; readonly words: string; readonly cause: unknown }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Explained already, or no failure of a call. */
  | { readonly kind: 'other'; readonly error: unknown }

/** Failures that come before a request is sent. */
const unsent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/
/** GitHub Docs, "Rate limits for the REST API": at least a minute when the answer names no time. */
const leastWait = 60_000

/** Reads what a call threw: octokit's error for an answer, or with a failure of our HTTP as its cause. */
export function faultOf(error: unknown, clock: Clock): Fault {
  const { cause, status, response } = error as { cause?: unknown; status?: unknown; response?: unknown }
  const own = [error, cause].find((each): each is StageError => each instanceof StageError)
  if (own?.reason === 'endpoint-unreachable')
    return { kind: 'disturbed', sent: !unsent.test(own.message), words: own.message, cause: own }
  if (own !== undefined) return { kind: 'other', error: own }
  if (typeof status !== 'number' || !isRecord(response)) return { kind: 'other', error }
  const headers = response.headers as Refusal['headers']
  return answered(refusalOf(status, headers, response.data), clock)
}

function answered(refusal: Refusal, clock: Clock): Fault {
  const wait = waitOf(refusal, clock)
  if (wait !== undefined) return { kind: 'limited', ...wait }
  if (refusal.status >= 500) return { kind: 'disturbed', sent: true, words: `HTTP ${refusal.status}`, cause: undefined }
  return { kind: 'refused', refusal }
}

/** How long GitHub wants to be left alone; undefined when the answer is no limit. */
function waitOf({ status, headers, message }: Refusal, clock: Clock) {
  if (status !== 403 && status !== 429) return undefined
  const after = retryAfter(headers['retry-after'], clock)
  if (after !== undefined) return { wait: after, secondary: true }
  if (String(headers['x-ratelimit-remaining']) === '0') {
    const reset = Number(headers['x-ratelimit-reset']) * 1000
    return { wait: Math.max(1000, reset - clock.now().getTime()) || leastWait, secondary: false }
  }
  if (status === 429 || /secondary rate limit|abuse detection/i.test(message))
    return { wait: leastWait, secondary: true }
  return undefined
}

/** Milliseconds of the header: seconds, or a date (RFC 9110, 10.2.3). */
function retryAfter(value: string | number | undefined, clock: Clock): number | undefined {
  if (value === undefined) return undefined
  const wait = /^\d+$/.test(String(value)) ? Number(value) * 1000 : Date.parse(String(value)) - clock.now().getTime()
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}
