import type { IncomingHttpHeaders } from 'node:http'

/** A request that a function sent, or tried to send, to another host. */
export interface RecordedRequest {
  /** ISO 8601, UTC. */
  readonly time: string
  readonly method: string
  readonly url: string
  /** Lower-case names; values that may be secret are `***`. */
  readonly headers: Readonly<Record<string, string>>
  /** Text, cut at 64 KiB; `base64:` in front of what is no UTF-8. */
  readonly body: string
  readonly outcome: 'refused' | 'forwarded'
}

const bodyLimit = 64 * 1024
const secretName = /^(authorization|proxy-authorization|cookie|set-cookie)$|secret|token|password|api-?key|signature/i

/** What the log keeps of a request. */
export function recordedRequest(request: {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly outcome: RecordedRequest['outcome']
}): RecordedRequest {
  const { method, url, outcome, body } = request
  return {
    time: new Date().toISOString(),
    method,
    url: withoutSecrets(url),
    headers: headersOf(request.headers),
    body: textOf(body),
    outcome,
  }
}

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !name.startsWith('proxy-connection'))
      .map(([name, value]) => [name, secretName.test(name) ? '***' : String(value)]),
  )
}

/** Passwords in front of the host, and parameters whose name says that they are secret. */
function withoutSecrets(url: string): string {
  if (!URL.canParse(url)) return url
  const parsed = new URL(url)
  if (parsed.password) parsed.password = '***'
  for (const name of parsed.searchParams.keys()) if (secretName.test(name)) parsed.searchParams.set(name, '***')
  return parsed.href
}

function textOf(body: Buffer): string {
  const part = body.subarray(0, bodyLimit)
  const text = part.toString('utf8')
  return Buffer.from(text, 'utf8').equals(part) || body.length > bodyLimit ? text : `base64:${part.toString('base64')}`
}
