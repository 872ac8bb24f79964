import type { ServerResponse } from 'node:http'

/** One call, as it was sent. */
export interface SeenCall {
  readonly number: number
  readonly method: string
  /** Path with its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
  /** The route as published; `POST /graphql` for the other interface. */
  readonly route: string | undefined
}

/** What goes wrong with a call. */
export type FaultKind =
  /** An answer of 5xx, before anything is done. */
  | { readonly kind: 'status'; readonly status: number }
  /** 5xx although it was done. */
  | { readonly kind: 'status-after'; readonly status: number }
  | { readonly kind: 'secondary-limit'; readonly retryAfter?: number | string; readonly status?: 403 | 429 }
  | { readonly kind: 'primary-limit'; readonly resetSeconds: number }
  /** The connection is cut before or after it is done. */
  | { readonly kind: 'cut' | 'cut-after' }
  /** A page that is not of the API. */
  | { readonly kind: 'foreign-page' }
  | { readonly kind: 'redirect'; readonly to: string }

export type Fault = FaultKind & {
  readonly when: (call: SeenCall) => boolean
  /** How many calls it meets. Default: 1. */
  times?: number
}

/** The fault that meets a call, which is used up by it. */
export function takeFault(faults: Fault[], call: SeenCall): Fault | undefined {
  const index = faults.findIndex(({ when }) => when(call))
  const fault = faults[index]
  if (fault === undefined) return undefined
  fault.times = (fault.times ?? 1) - 1
  if (fault.times <= 0) faults.splice(index, 1)
  return fault
}

/** Answers as the fault says, when it comes before the work. Returns whether it did. */
export function failBefore(fault: Fault | undefined, response: ServerResponse): boolean {
  const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}) => {
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
      .end(JSON.stringify(body))
    return true
  }
  if (fault === undefined) return false
  if (fault.kind === 'status') return json(fault.status, { message: 'Server Error' })
  if (fault.kind === 'secondary-limit')
    return json(
      fault.status ?? 403,
      { message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.' },
      fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) },
    )
  if (fault.kind === 'primary-limit')
    return json(
      403,
      { message: 'API rate limit exceeded for installation.' },
      {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(fault.resetSeconds),
      },
    )
  if (fault.kind === 'redirect') return json(307, { message: 'Temporary Redirect' }, { location: fault.to })
  if (fault.kind === 'foreign-page') {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in to the network</html>')
    return true
  }
  if (fault.kind === 'cut') response.socket?.destroy()
  return fault.kind === 'cut'
}
