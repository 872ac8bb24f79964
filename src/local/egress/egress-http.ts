import { type IncomingMessage, request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { readBounded } from '../../core/bounded.ts'
import type { Http, HttpAnswer, HttpRequest } from '../../core/ports/http.ts'
import { StageError } from '../../core/run/stage-error.ts'
import { bodyLimit } from './body-reader.ts'
import { decideTarget, type ProxyParts } from './decide-target.ts'
import { recordedRequest } from './recorded-request.ts'

/**
 * HTTP under the rules of the proxy, for requests that this process makes for an application. A refusal is an answer,
 * with the same status and text that functions get. If the target does not answer, an error is thrown.
 */
export function egressHttp(parts: ProxyParts): Http {
  return {
    async request(request) {
      const { method, url, headers = {}, body = '' } = request
      const [target, status, message] = await decideTarget(url, headers, parts)
      const outcome = target === undefined ? 'refused' : 'forwarded'
      await parts.log.record(recordedRequest({ method, url, headers, body: Buffer.from(body), outcome }))
      if (target !== undefined) return send(request, target.address)
      return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) }
    },
  }
}

function send(request: HttpRequest, address: string): Promise<HttpAnswer> {
  const { method, url, headers, body, timeoutMilliseconds = 30_000, mostBytes = bodyLimit } = request
  const ask = /^https:/i.test(url) ? overHttps : overHttp
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMilliseconds)
    const sent = ask(url, { method, headers: { ...headers }, agent: false, lookup: only(address), signal }, (answer) =>
      read(answer, mostBytes).then(resolve, reject),
    )
    sent.on('error', reject).end(body)
  })
}

/** Returns the address that was checked, instead of resolving the name again. */
function only(address: string): LookupFunction {
  const family = isIP(address)
  return (_, { all }, done) => (all ? done(null, [{ address, family }]) : done(null, address, family))
}

async function read(answer: IncomingMessage, most: number): Promise<HttpAnswer> {
  const tooLarge = () => new StageError('answer-too-large', `the answer has more than ${most} bytes`)
  const body = await readBounded(answer, most, tooLarge)
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const)
  return {
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: body.toString(),
  }
}
