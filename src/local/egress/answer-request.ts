import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { refuseRequest } from '../access/refuse.ts'
import { BodyTooLarge, bodyReader } from './body-reader.ts'
import { tunnelTargetOf } from './decrypt.ts'
import { findTarget, type Target, TargetRefused, type TargetRules } from './find-target.ts'
import { forward, loopIn } from './forward.ts'
import { credentialsWanted, decideProxyAccess, type ProxyCredentials } from './proxy-access.ts'
import type { RecordLog } from './record-log.ts'
import { recordedRequest } from './recorded-request.ts'

/** What the proxy works with. */
export interface ProxyParts {
  readonly open: boolean
  readonly credentials: ProxyCredentials
  readonly rules: TargetRules
  readonly log: RecordLog
  /** By which it calls itself in `Via`, so that it knows a request that comes back. */
  readonly name: string
}

/** Answers a request that names its target, or that came through a decrypted tunnel. */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  parts: ProxyParts,
): Promise<void> {
  // Who opened a tunnel gave the credentials then.
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
    const [target, status, message] = await decideTarget(url, request, parts)
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

type Decision = readonly [target: Target] | readonly [target: undefined, status: number, message: string]

async function decideTarget(url: string, { headers }: IncomingMessage, parts: ProxyParts): Promise<Decision> {
  const named = URL.canParse(url) ? new URL(url) : undefined
  const hint = parts.open ? '' : '; start it with --egress to allow it'
  if (!parts.open || named === undefined)
    return [undefined, 502, `the local AWS lets no function reach ${named?.host ?? url.slice(0, 200)}${hint}`]
  if (named.protocol !== 'http:') return [undefined, 400, 'HTTPS goes through a proxy by CONNECT']
  const loop = loopIn(headers, parts.name)
  if (loop !== undefined) return [undefined, 508, `the request runs in a circle: ${loop}`]
  try {
    return [await findTarget(`${named.hostname}:${named.port || 80}`, parts.rules)]
  } catch (error) {
    if (!(error instanceof TargetRefused)) throw error
    return [undefined, 403, `the local AWS lets no function reach ${named.host}: ${error.message}`]
  }
}

/** A proxied request names the whole address; one inside of a tunnel only its path. */
function addressOf({ url = '/', headers, socket }: IncomingMessage): string {
  if (/^https?:\/\//i.test(url)) return url
  return `https://${headers.host ?? tunnelTargetOf(socket)}${url}`
}

function refuse(response: ServerResponse, status: number, message: string, more: Record<string, string> = {}): void {
  const close: Record<string, string> = status === 413 || status === 407 ? { connection: 'close' } : {}
  const headers = { 'content-type': 'application/json', 'x-liftlock-egress': 'refused', ...close, ...more }
  response.writeHead(status, headers).end(JSON.stringify({ message }))
}

/** The first call, for every call. */
function once<T>(act: (value: T) => Promise<void>): (value: T) => Promise<void> {
  let done: Promise<void> | undefined
  return (value) => {
    done ??= act(value)
    return done
  }
}
