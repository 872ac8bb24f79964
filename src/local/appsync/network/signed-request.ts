import type { IncomingMessage } from 'node:http'
import type { SignedRequest } from '../authorization/caller.ts'
import { RequestRefused } from '../request-refused.ts'

/** Largest request that AppSync takes, in bytes. */
export const bodyLimit = 1024 * 1024

/** Path and query of a request target. */
export function addressOf({ url = '' }: IncomingMessage): { readonly path: string; readonly query: string } {
  const [path = '', query = ''] = url.split('?')
  return { path, query }
}

/** A request in the form that signatures are calculated from. */
export function signedRequest(request: IncomingMessage, body: string): SignedRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  )
  const forwarded = headers['x-forwarded-for']?.split(',').map((address) => address.trim()) ?? []
  return {
    method: request.method ?? '',
    ...addressOf(request),
    headers,
    repeated: repeatedHeaders(request),
    body,
    sourceIp: [...forwarded, request.socket.remoteAddress ?? ''],
  }
}

function repeatedHeaders({ headersDistinct }: IncomingMessage): Record<string, readonly string[]> {
  const entries = Object.entries(headersDistinct).flatMap(([name, values = []]) =>
    values.length > 1 ? [[name, values] as const] : [],
  )
  return Object.fromEntries(entries)
}

/** The body as text. @throws RequestRefused 413 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  // Left early, the connection has to stay open for the answer.
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length
    if (size > bodyLimit)
      throw new RequestRefused(413, 'RequestEntityTooLarge', `A request has ${bodyLimit} bytes at most.`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}
