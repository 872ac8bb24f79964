import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { bodyWithoutSecrets, isSecretName, withoutSecrets } from './secrets.ts'

export const recordedRequestSchema = z.object({
  /** ISO 8601, UTC. */
  time: z.string(),
  method: z.string(),
  url: z.string(),
  /** Lower-case names; values that may be secret are `***`. */
  headers: z.record(z.string(), z.string()),
  /** Text, cut at 64 KiB, values whose name says that they are secret are `***`; `base64:` in front of what is no UTF-8. */
  body: z.string(),
  outcome: z.enum(['refused', 'forwarded']),
})

/** A request that a function sent, or tried to send, to another host. */
export type RecordedRequest = Readonly<z.output<typeof recordedRequestSchema>>

/** Bytes of a body that are kept. */
export const keptBodyBytes = 64 * 1024

/** What the log keeps of a request. @param request.body of which the first 64 KiB are enough */
export function recordedRequest(request: {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly outcome: RecordedRequest['outcome']
}): RecordedRequest {
  const { method, url, outcome, body, headers } = request
  return {
    time: new Date().toISOString(),
    method,
    url: withoutSecrets(url),
    headers: headersOf(headers),
    body: textOf(body, headers['content-type'] ?? ''),
    outcome,
  }
}

function headersOf(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name, value]) => value !== undefined && !name.startsWith('proxy-'))
      .map(([name, value]) => [name, isSecretName(name) ? '***' : String(value)]),
  )
}

function textOf(body: Buffer, contentType: string): string {
  const part = body.subarray(0, keptBodyBytes)
  const text = part.toString('utf8')
  const isText = Buffer.from(text, 'utf8').equals(part) || part.length === keptBodyBytes
  return isText ? bodyWithoutSecrets(text, contentType) : `base64:${part.toString('base64')}`
}
