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
  /**
   * Text, cut at 64 KiB. Values whose name suggests a secret are `***`. A body that is not UTF-8 begins with `base64:`.
   */
  body: z.string(),
  outcome: z.enum(['refused', 'forwarded']),
})

/** A request that a function sent, or tried to send, to another host. */
export type RecordedRequest = Readonly<z.output<typeof recordedRequestSchema>>

/** This many bytes of a body are kept. */
export const keptBodyBytes = 64 * 1024

/** What the log keeps of a request. @param request.body at least its first 64 KiB */
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
