import { getOctokit } from '@actions/github'
import type { Http } from '../../core/ports/http.ts'
import type { ApiAddresses } from './api-addresses.ts'
import { fetchOverHttp } from './fetch-over-http.ts'

/** Sends one request, as octokit does. */
export type Send = (route: string, given: Readonly<Record<string, unknown>>) => Promise<Answer>

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | number | undefined>>
  readonly data: unknown
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** Octokit of GitHub's own toolkit, which sends over our HTTP and prints nothing. */
export function octokitOf(
  token: string,
  addresses: ApiAddresses,
  { http, signal }: { readonly http: Http; readonly signal: AbortSignal },
): Send {
  const { request } = getOctokit(token, {
    baseUrl: addresses.rest,
    userAgent: 'liftlock',
    log: silent,
    request: { fetch: fetchOverHttp(http, addresses, signal) },
  })
  return (route, given) => request(route, given) as Promise<Answer>
}
