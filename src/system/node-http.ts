import { Agent as HttpAgent, type IncomingMessage, request as overHttp } from 'node:http'
import { Agent as HttpsAgent, request as overHttps } from 'node:https'
import { readBounded } from '../core/bounded.ts'
import type { Http, HttpAnswer, HttpRequest } from '../core/ports/http.ts'
import { StageError } from '../core/run/stage-error.ts'
import type { HttpAgents } from './proxy-agents.ts'

const ways = {
  'http:': { ask: overHttp, agent: new HttpAgent({ keepAlive: true, scheduling: 'lifo' }) },
  'https:': { ask: overHttps, agent: new HttpsAgent({ keepAlive: true, scheduling: 'lifo' }) },
}

/** HTTP of this machine, directly to the target. */
export const nodeHttp: Http = httpThrough(async () => undefined)

/**
 * HTTP of this machine over connections that stay open; for a small call, `fetch` takes three times as long.
 * @param agents send requests through a proxy; undefined for direct connections
 */
export function httpThrough(agents: () => Promise<HttpAgents | undefined>): Http {
  return {
    async request(request) {
      request.signal?.throwIfAborted()
      const way = await agents()
      request.signal?.throwIfAborted()
      const answer = await answered(request, way)
      if (answer.status === 407) throw unauthenticated(request)
      return answer
    },
  }
}

async function answered(request: HttpRequest, agents: HttpAgents | undefined): Promise<HttpAnswer> {
  try {
    return await exchange(request, agents)
  } catch (error) {
    request.signal?.throwIfAborted()
    // Failures of a proxy are explained already.
    if (error instanceof StageError) throw error
    throw new StageError(
      'endpoint-unreachable',
      `${new URL(request.url).origin} cannot be reached: ${reasonOf(error)}`,
      {
        hint: 'check that the address is right and that the service runs',
        cause: error,
      },
    )
  }
}

/** Only a proxy gives this answer (RFC 9110, 15.5.8). */
function unauthenticated({ url }: HttpRequest): StageError {
  return new StageError(
    'proxy-refused',
    `a proxy on the way to ${new URL(url).origin} asks for credentials (HTTP 407)`,
    {
      hint: 'put the credentials into the address of the proxy, as http://user:password@host:port with special characters percent-encoded',
    },
  )
}

function exchange(
  { method, url, headers, body, timeoutMilliseconds = 30_000, mostBytes = 16 * 1_048_576, signal }: HttpRequest,
  proxied: HttpAgents | undefined,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const address = new URL(url)
    const secure = address.protocol === 'https:'
    const { ask, agent: direct } = secure ? ways['https:'] : ways['http:']
    const agent = (secure ? proxied?.httpsAgent : proxied?.httpAgent) ?? direct
    const length =
      body === undefined
        ? {}
        : { 'content-length': String(typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength) }
    const request = ask(address, { method, agent, headers: { ...headers, ...length } })
    const abort = () => request.destroy(new Error('aborted'))
    const late = () => request.destroy(new Error(`no answer within ${timeoutMilliseconds / 1000} s`))
    const limit = setTimeout(late, timeoutMilliseconds)
    signal?.addEventListener('abort', abort, { once: true })
    request.on('error', reject)
    request.on('close', () => {
      clearTimeout(limit)
      signal?.removeEventListener('abort', abort)
    })
    request.on('response', (response) => {
      readBounded(response, mostBytes, () => tooLarge(address, mostBytes))
        .then((body) => answerOf(response, body))
        .then(resolve, reject)
    })
    // With a text body, the head and the body are sent in one write.
    request.end(body)
  })
}

function tooLarge({ origin }: URL, mostBytes: number): StageError {
  return new StageError('answer-too-large', `${origin} answers with more than ${mostBytes} bytes`, {
    hint: 'ask for less: a page, a filter, fewer fields',
  })
}

function answerOf({ statusCode = 0, headers }: IncomingMessage, body: Buffer): HttpAnswer {
  const texts = Object.entries(headers).map(([name, value]) => [name, String(value)] as const)
  return { status: statusCode, headers: Object.fromEntries(texts), body: body.toString() }
}

function reasonOf(error: unknown): string {
  return (error as { code?: string }).code ?? (error as Error).message
}
