import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { refuseRequest } from '../access/refuse.ts'
import { BodyTooLarge, bodyReader } from './body-reader.ts'
import { decideTarget, type ProxyParts } from './decide-target.ts'
import { tunnelTargetOf } from './decrypt.ts'
import { forward } from './forward.ts'
import { credentialsWanted, decideProxyAccess } from './proxy-access.ts'
import { recordedRequest } from './recorded-request.ts'

/** Answers a request that names its target, or that came through a decrypted tunnel. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ProxyParts,
): Promise<void> {
  // The client gave its credentials when it opened the tunnel.
  if (tunnelTargetOf(request.socket) === undefined) {
    const access = decideProxyAccess(request, parts.credentials)
    if (access.kind === 'refused') return refuseRequest(response, access)
    if (access.kind === 'unknown') {
      const { status, headers, message } = credentialsWanted
      return refuse(response, status, message, headers)
    }
  }
  const { method = 'GET', headers } = request
  const url = addressOf(request)
  const body = bodyReader(request)
  const record = once((outcome: 'refused' | 'forwarded') =>
    parts.log.record(recordedRequest({ method, url, headers, body: body.kept(), outcome })),
  )
  try {
    if (/^https:/i.test(url) && parts.open) return refuse(response, 400, 'HTTPS goes through a proxy by CONNECT')
    const [target, status, message] = await decideTarget(url, headers, parts)
    if (target !== undefined) {
      const stream = Readable.from(body.parts())
      const recorded = () => record('forwarded')
      stream.once('end', recorded)
      stream.once('error', (error) => {
        const fail = () => {
          if (error instanceof BodyTooLarge && !response.headersSent) refuse(response, 413, error.message)
          else response.destroy()
        }
        recorded().then(fail, fail)
      })
      return forward(request, response, new URL(url), target, { via: parts.name, body: stream, recorded })
    }
    for await (const _ of body.parts());
    await record('refused')
    refuse(response, status, message)
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error
    await record('refused')
    refuse(response, 413, error.message)
  }
}

/** A proxied request has the whole address; a request inside a tunnel has only its path. */
function addressOf({ url = '/', headers, socket }: IncomingMessage): string {
  if (/^https?:\/\//i.test(url)) return url
  return `https://${headers.host ?? tunnelTargetOf(socket)}${url}`
}

function refuse(response: ServerResponse, status: number, message: string, more: Record<string, string> = {}): void {
  const close: Record<string, string> = status === 413 || status === 407 ? { connection: 'close' } : {}
  const headers = { 'content-type': 'application/json', 'x-liftlock-egress': 'refused', ...close, ...more }
  response.writeHead(status, headers).end(JSON.stringify({ message }))
}

/** Remembers the result of the first call. */
function once<T>(act: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let done: Promise<void> | undefined
  return (value) => {
    done ??= act(value)
    return done
  }
}
