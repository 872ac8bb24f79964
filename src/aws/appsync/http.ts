import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { readBounded } from '../../core/bounded.ts'
import { addressBelow } from '../../core/network/address-below.ts'
import type { Http, HttpRequest } from '../../core/ports/http.ts'
import { StageError } from '../../core/run/stage-error.ts'
import type { ClientConfiguration } from '../client-configuration.ts'
import type { DataSource } from './api.ts'
import { DataSourceFailure } from './failure.ts'
import type { RequestDocument } from './request.ts'

/** AppSync waits this long for a data source, at most. */
const limitMilliseconds = 30_000

/**
 * Sends the request of an HTTP resolver. Any status is a result, not an error (developer guide, "Resolver mapping
 * template reference for HTTP").
 * @param http how to reach the target; directly by default
 * @throws DataSourceFailure when there is no answer
 */
export async function callHttp(
  source: DataSource,
  request: RequestDocument,
  configuration: ClientConfiguration,
  http: Http = byFetch,
): Promise<unknown> {
  const url = addressOf(source, request.resourcePath ?? '/')
  for (const [name, value] of Object.entries(request.params?.query ?? {})) url.searchParams.append(name, String(value))
  const plain = Object.entries(request.params?.headers ?? {})
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name]) => name !== 'host')
  const method = (request.method ?? 'GET') as HttpRequest['method']
  const body = bodyOf(request.params?.body)
  const headers = source.signing
    ? await signed(source.signing, configuration, { url, method, headers: Object.fromEntries(plain), body })
    : Object.fromEntries(plain)
  try {
    const sent = method === 'GET' || body === undefined ? {} : { body }
    const answer = await http.request({
      method,
      url: url.href,
      headers,
      timeoutMilliseconds: limitMilliseconds,
      mostBytes,
      ...sent,
    })
    return { statusCode: answer.status, headers: answer.headers, body: answer.body }
  } catch (error) {
    if (error instanceof StageError && error.reason === 'answer-too-large')
      throw new DataSourceFailure('Http:ResponseTooLarge', error.message)
    throw new DataSourceFailure('Http:ConnectionError', `${url.host} does not answer: ${(error as Error).message}`)
  }
}

/** The longest answer that is accepted, measured after decompression. */
const mostBytes = 10 * 1_048_576

/** Sends requests directly; a redirect is an ordinary result. */
const byFetch: Http = {
  async request({ url, method, headers, body, timeoutMilliseconds = limitMilliseconds, mostBytes: most = mostBytes }) {
    const signal = AbortSignal.timeout(timeoutMilliseconds)
    const answer = await fetch(url, { method, headers: headers ?? {}, body: body ?? null, signal, redirect: 'manual' })
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await textOf(answer, most) }
  },
}

/**
 * Checks the path of a request. It comes from a template, which may include text of a caller. It must not name another
 * host, because that host would receive the signature.
 */
function addressOf({ name, endpoint = '' }: DataSource, path: string): URL {
  const below = addressBelow(endpoint, path)
  if (below.kind === 'below') return new URL(below.address)
  throw new DataSourceFailure('Http:InvalidPath', `The resourcePath of a request to ${name} ${below.why}.`)
}

async function textOf({ body, url }: Response, most: number): Promise<string> {
  if (body === null) return ''
  const tooLarge = () => new StageError('answer-too-large', `${new URL(url).host} answers with more than ${most} bytes`)
  return (await readBounded(body, most, tooLarge)).toString()
}

function bodyOf(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined
  return typeof body === 'string' ? body : JSON.stringify(body)
}

interface Unsigned {
  readonly url: URL
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: string | undefined
}

async function signed(
  { region, service }: NonNullable<DataSource['signing']>,
  configuration: ClientConfiguration,
  { url, method, headers, body }: Unsigned,
) {
  const credentials = await configuration.credentials?.()
  if (!credentials) return headers
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 })
  const request = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
    body: method === 'GET' ? undefined : body,
  })
  const { host: _, ...rest } = request.headers
  return rest
}
