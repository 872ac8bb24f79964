import type { Http, HttpAnswer, HttpRequest } from '../../core/ports/http.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { AnswerCache } from './answer-cache.ts'
import type { ApiAddresses } from './api-addresses.ts'

const mostRedirects = 3
/** Ten minutes for a file of a release. */
const uploadMilliseconds = 600_000

/** What octokit gives to `fetch`. */
interface FetchOptions {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/**
 * `fetch` for octokit over our own HTTP, so that proxies, limits and interruptions work as everywhere. The token is in
 * the headers of octokit, so nothing is sent but to the addresses of the API, also when the API leads elsewhere.
 */
export function fetchOverHttp(http: Http, addresses: ApiAddresses, signal: AbortSignal) {
  const cache = new AnswerCache()
  return async (address: string, { method = 'GET', headers = {}, body }: FetchOptions = {}): Promise<Response> => {
    const key = `${headers.accept} ${address}`
    const first = {
      method: method as HttpRequest['method'],
      url: address,
      headers: { ...headers, ...(method === 'GET' && cache.condition(key)) },
      ...(body !== undefined && { body }),
      ...(body instanceof Uint8Array && { timeoutMilliseconds: uploadMilliseconds }),
      signal,
    }
    const answer = await followed(http, addresses, first)
    return responseOf(method === 'GET' ? cache.used(key, answer) : answer)
  }
}

/** A renamed repository leads to its new place (GitHub Docs, "Best practices for using the REST API"). */
async function followed(http: Http, addresses: ApiAddresses, first: HttpRequest): Promise<HttpAnswer> {
  let request = first
  for (let redirects = 0; ; redirects++) {
    requireOurs(request.url, addresses)
    const answer = await http.request(request)
    const target = answer.headers.location
    const leads = [301, 302, 307, 308].includes(answer.status) && target !== undefined
    const keepsMethod = request.method === 'GET' || answer.status >= 307
    if (!leads || !keepsMethod || redirects === mostRedirects) return answer
    request = { ...request, url: new URL(target, request.url).href }
  }
}

/** @throws StageError `service-refused` for an address that is not of this API */
function requireOurs(address: string, { rest, graphql, uploads }: ApiAddresses): void {
  const { origin } = new URL(address)
  if ([rest, graphql, uploads].some((ours) => new URL(ours).origin === origin)) return
  throw new StageError('service-refused', `${new URL(rest).origin} leads to ${origin}, where the token is not sent`, {
    hint: 'check GITHUB_API_URL, and that the repository was not moved to another server',
  })
}

function responseOf({ status, headers, body }: HttpAnswer): Response {
  const empty = status === 204 || status === 205 || status === 304
  return new Response(empty ? null : body, { status, headers: { ...headers } })
}
